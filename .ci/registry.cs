#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property TreatWarningsAsErrors=false
#:property RunAnalyzers=false
// A registry of container images on loopback with one image that has nothing in it, to publish on where the real base image cannot be
// pulled: what is built on it has our layer and our settings, and runs nowhere. Prints its address; ends when its input does.
//
//     dotnet run .ci/registry.cs -- 5000 < PIPE
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;

var port = int.Parse(args is [var first, ..] ? first : "5000");

var tar = new MemoryStream();
await using (var writer = new TarWriter(tar, leaveOpen: true))
{
    await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "app"));
}

var zipped = new MemoryStream();
await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
{
    gzip.Write(tar.ToArray());
}

// As the real base image has it: APP_UID is whom the SDK runs an application as.
var layer = zipped.ToArray();
var config = Encoding.UTF8.GetBytes(
    $$$"""
    {"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin","APP_UID=1654"]},
     "rootfs":{"type":"layers","diff_ids":["{{{Digest(tar.ToArray())}}}"]},"history":[]}
    """);
const string Manifest = "application/vnd.oci.image.manifest.v1+json";
var manifest = Encoding.UTF8.GetBytes(
    $$$"""
    {"schemaVersion":2,"mediaType":"{{{Manifest}}}",
     "config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":{{{config.Length}}},"digest":"{{{Digest(config)}}}"},
     "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","size":{{{layer.Length}}},"digest":"{{{Digest(layer)}}}"}]}
    """);

using var listener = new HttpListener();
listener.Prefixes.Add($"http://localhost:{port}/");
listener.Start();
Console.WriteLine($"localhost:{port}");
_ = Task.Run(() =>
{
    while (Console.Read() >= 0)
    {
    }

    Environment.Exit(0);
});

while (true)
{
    var context = await listener.GetContextAsync();
    var path = context.Request.Url!.AbsolutePath;
    var (body, type) = path is "/v2/" ? ([], "application/json")
        : path.Contains("/manifests/") ? (manifest, Manifest)
        : path.EndsWith(Digest(config)) ? (config, "application/json")
        : path.EndsWith(Digest(layer)) ? (layer, "application/octet-stream")
        : ((byte[]?)null, "");
    context.Response.StatusCode = body is null ? 404 : 200;
    if (body is not null)
    {
        context.Response.ContentType = type;
        context.Response.Headers["Docker-Content-Digest"] = Digest(body);
        context.Response.ContentLength64 = body.Length;
        if (context.Request.HttpMethod is "GET")
        {
            context.Response.OutputStream.Write(body);
        }
    }

    context.Response.Close();
}

static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

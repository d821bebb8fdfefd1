using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Ytx.Benchmarks;

/// <summary>A server in a process of its own that accepts every call at once: what is left is the client's cost.</summary>
internal sealed class LoopbackGateway : IDisposable
{
    private static readonly byte[] Accepted =
        """{"statusCode":"0","statusMsg":"提交成功","requestId":"2016010000000205"}"""u8.ToArray();

    private readonly Process _process;

    private LoopbackGateway(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<LoopbackGateway> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(typeof(LoopbackGateway).Assembly.Location);
        }

        start.ArgumentList.Add("serve");
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync();
        return new LoopbackGateway(process, new Uri(address!));
    }

    /// <summary>The child's side: serves until its standard input closes, so that it never outlives its parent.</summary>
    public static async Task<int> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("{**path}", async (HttpRequest request, HttpResponse response) =>
        {
            await request.Body.CopyToAsync(Stream.Null);
            response.ContentType = "application/json";
            response.ContentLength = Accepted.Length;
            await response.Body.WriteAsync(Accepted);
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}

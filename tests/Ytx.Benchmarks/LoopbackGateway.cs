using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Ytx.Benchmarks;

/// <summary>A server in a process of its own that accepts every call at once: what is left is the client's cost.</summary>
internal static class LoopbackGateway
{
    public const string Command = "serve-gateway";

    private static readonly byte[] Accepted =
        """{"statusCode":"0","statusMsg":"提交成功","requestId":"2016010000000205"}"""u8.ToArray();

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
        await ServerProcess.ServeAsync(new Uri(app.Urls.Single()));
        await app.StopAsync();
        return 0;
    }
}

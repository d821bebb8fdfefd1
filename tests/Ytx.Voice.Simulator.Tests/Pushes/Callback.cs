using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Ytx.Voice.Simulator.Tests;

/// <summary>An application that is pushed to, on a socket of its own.</summary>
internal sealed class Callback : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly SemaphoreSlim _came = new(0);
    private volatile bool _hangs;

    private Callback()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>What it answers; while it hangs, nothing.</summary>
    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public bool Hangs
    {
        get => _hangs;
        set => _hangs = value;
    }

    public string? ContentType { get; private set; }

    public string? Path { get; private set; }

    public IReadOnlyList<string> Bodies => [.. _bodies];

    public Uri Url => new(new Uri(_app.Urls.First()), "/ytx/call-status/canary-secret");

    public static async Task<Callback> StartAsync()
    {
        var callback = new Callback();
        await callback._app.StartAsync(TestContext.Current.CancellationToken);
        return callback;
    }

    public async Task NextAsync() =>
        Assert.True(await _came.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken), "No push came.");

    public ValueTask DisposeAsync()
    {
        _came.Dispose();
        return _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
        (ContentType, Path) = (context.Request.ContentType, context.Request.Path);
        _came.Release();
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Response.StatusCode = (int)Status;
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Ytx.Voice.Tests;

namespace Ytx.Voice.Simulator.Tests;

/// <summary>A simulator of its own for each test, on a free port, with a clock that stands still.</summary>
public abstract class SimulatorTest : IAsyncLifetime
{
    private protected virtual DateTimeOffset Start => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private protected TimerAwareClock Clock { get; private set; } = null!;

    private protected CapturedLogs Logs { get; } = new();

    private protected YtxSimulator Simulator { get; private set; } = null!;

    private protected HttpClient Client { get; private set; } = null!;

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Clock = new TimerAwareClock(Start);
        await RestartAsync(Configure);
        await StartedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await EndingAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual void Configure(SimulatorOptions options)
    {
    }

    private protected virtual ValueTask StartedAsync() => default;

    private protected virtual ValueTask EndingAsync() => default;

    /// <summary>Another simulator in the place of the one there is.</summary>
    private protected async Task RestartAsync(Action<SimulatorOptions> configure)
    {
        await StopAsync();
        var options = new SimulatorOptions { Url = new Uri("http://127.0.0.1:0") };
        configure(options);
        Simulator = await YtxSimulator.StartAsync(options, Logs.CreateFactory(), Clock, Cancelled);
        Client = new HttpClient { BaseAddress = Simulator.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    private protected GatewayCall NewCall() => new(Clock.GetUtcNow());

    private protected async Task<JsonObject> SendAsync(GatewayCall call)
    {
        using var response = await Client.SendAsync(call.ToRequest(), Cancelled);
        return (await ReadAsync(response)).AsObject();
    }

    private protected async Task<string> PlaceAsync(string code = "482913", string dst = "13911281234")
    {
        var call = NewCall();
        call.Fields["code"] = code;
        call.Fields["dst"] = dst;
        var answer = await SendAsync(call);
        Assert.Equal("0", (string?)answer["statusCode"]);
        if (Simulator.CallStatusUrl is null)
        {
            // A call begins after its answer: a clock moved on before that would leave its timers behind.
            await Simulator.WaitForPushesAsync(Cancelled);
        }

        return (string)answer["requestId"]!;
    }

    private protected static async Task<JsonNode> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(Cancelled))!;

    private protected static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private async Task StopAsync()
    {
        Client?.Dispose();
        if (Simulator is not null)
        {
            await Simulator.DisposeAsync();
        }
    }
}

using System.Net;

namespace Ytx.Voice.Simulator.Tests;

public sealed class RequestGuardTests : SimulatorTest
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:5080", true)]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("[::1]:5080", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("192.0.2.1", false)]
    public async Task Host_OfRequest_MustBeLoopback(string host, bool allowed)
    {
        foreach (var path in new[] { "/", "/_simulator/calls", "/_simulator/events?x", "/unknown" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;

            using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);

            Assert.Equal(!allowed, response.StatusCode == HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Host_OfAnotherSite_ReachesNoGatewayEither()
    {
        var request = NewCall().ToRequest();
        request.Headers.Host = "evil.example";

        using var response = await Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(Simulator.Calls);
    }

    [Fact]
    public async Task Host_OfAnotherMachineWithConsent_IsServed()
    {
        await using var open = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), AllowNonLoopback = true },
            cancellationToken: Cancelled);
        using var request = new HttpRequestMessage(HttpMethod.Get, open.Address);
        request.Headers.Host = "simulator.example";

        using var response = await Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("DELETE", "/_simulator/calls")]
    [InlineData("DELETE", "/_simulator/faults")]
    [InlineData("POST", "/_simulator/faults")]
    [InlineData("POST", "/_SIMULATOR/faults")]
    [InlineData("POST", "/_simulator/Faults/")]
    [InlineData("POST", "/_s%69mulator/faults")]
    [InlineData("DELETE", "/_Simulator/FAULTS")]
    [InlineData("DELETE", "/_Simulator/calls")]
    [InlineData("POST", "/_simulator/forget-limits")]
    [InlineData("POST", "/_Simulator/forget-limits/")]
    public async Task Origin_OfAnotherSite_CannotChangeAnything(string method, string path)
    {
        var forgotten = 0;
        Simulator.ForgetLimits = _ =>
        {
            forgotten++;
            return Task.CompletedTask;
        };
        await PlaceAsync();
        Simulator.QueueFault(SimulatorFault.Garbage());
        var faults = await Client.GetStringAsync("/_simulator/faults", Cancelled);
        var own = Simulator.Address.GetLeftPart(UriPartial.Authority);

        string secure = own.Replace("http:", "https:", StringComparison.Ordinal);
        foreach (var origin in new[] { "http://evil.example", "null", "http://127.0.0.1", secure })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await SendFromAsync(origin));
        }

        Assert.Single(Simulator.Calls);
        Assert.Equal(0, forgotten);
        Assert.Equal(faults, await Client.GetStringAsync("/_simulator/faults", Cancelled));
        Assert.Equal(HttpStatusCode.NoContent, await SendFromAsync(own));

        async Task<HttpStatusCode> SendFromAsync(string origin)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = Json("""{"kind":"garbage"}""");
            request.Headers.TryAddWithoutValidation("Origin", origin);
            using var response = await Client.SendAsync(request, Cancelled);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Origin_OfAnotherSite_ReachesNoGatewayEither()
    {
        var request = NewCall().ToRequest();
        request.Headers.TryAddWithoutValidation("Origin", "http://evil.example");

        using var response = await Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(Simulator.Calls);
    }

    [Fact]
    public async Task Answers_ToAnotherOrigin_AllowNoReading()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_simulator/calls");
        request.Headers.TryAddWithoutValidation("Origin", "http://evil.example");

        using var response = await Client.SendAsync(request, Cancelled);

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(["same-origin"], response.Headers.GetValues("Cross-Origin-Resource-Policy"));
    }
}

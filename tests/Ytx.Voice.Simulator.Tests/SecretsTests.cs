using System.Net.Sockets;
using System.Text;

namespace Ytx.Voice.Simulator.Tests;

/// <summary>Nothing that is secret, or a person's, in a log or a text form.</summary>
public sealed class SecretsTests : SimulatorTest
{
    [Fact]
    public async Task Logs_AfterEveryKindOfRequest_HoldResultsButNoSecret()
    {
        var good = NewCall();
        await SendAsync(good);
        var refused = NewCall();
        refused.Fields["code"] = "482913-";
        await SendAsync(refused);
        var unsigned = NewCall();
        unsigned.Token = "another-token";
        await SendAsync(unsigned);
        Simulator.QueueFault(SimulatorFault.CutAfter());
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(NewCall()));
        await SendHalfARequestAsync(good);
        using (var foreign = NewCall().ToRequest())
        {
            foreign.Headers.Host = "evil.example";
            using var response = await Client.SendAsync(foreign, Cancelled);
        }

        await Client.GetStringAsync("/", Cancelled);
        await Client.GetStringAsync("/_simulator/calls", Cancelled);
        await Simulator.DisposeAsync();

        var text = string.Join('\n', Logs.Lines);
        Assert.Contains(Logs.Lines, line => line.StartsWith("Information ", StringComparison.Ordinal)
            && line.Contains($"[300]: Virtual handset: {Simulator.Address}", StringComparison.Ordinal));
        string[] results = ["answered 0.", "answered -101.", "answered -203.", "fault CutAfter"];
        Assert.All(results, result => Assert.Single(
            Logs.Lines, line => line.Contains(result, StringComparison.Ordinal)));
        string[] secrets = ["482913", "13911281234", "01085485069", "simulator-token", "Sign=", "appid"];
        foreach (var secret in secrets.Concat([good.SignOfAll, unsigned.SignOfAll]))
        {
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task ToString_OfWhatHoldsSecrets_ShowsNone()
    {
        await PlaceAsync();
        var call = Simulator.Calls[0];

        Assert.Equal($"SimulatedCall {{ RequestId = {call.RequestId}, State = Ringing }}", call.ToString());
        Assert.Equal(
            "SimulatorOptions { Url = http://localhost:5080/, AccountSid = a, AuthToken = ***, AppId = simulator-app }",
            new SimulatorOptions { AccountSid = "a", AuthToken = "s3cret" }.ToString());
    }

    private async Task SendHalfARequestAsync(GatewayCall call)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Simulator.Address.Host, Simulator.Address.Port, Cancelled);
        socket.LingerState = new LingerOption(true, 0);
        var head = $"POST /201512/sid/simulator-account/call/NoticeCall.wx?Sign={call.SignOfAll} HTTP/1.1\r\n"
            + "Host: localhost\r\nContent-Length: 5000\r\n\r\n{\"code\":\"482913\"";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancelled);
    }
}

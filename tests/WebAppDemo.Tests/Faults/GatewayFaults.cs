using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;
using GatewayAnswer = Ytx.Voice.Testing.Contracts.Answer;

namespace WebAppDemo.Tests;

/// <summary>Every fault that the table in docs/gateway-faults.md has a row for, by its name there.</summary>
internal sealed class GatewayFaults : IAsyncDisposable
{
    /// <summary>What the gateway says in prose, which is for nobody.</summary>
    public const string VendorText = "prose-of-the-vendor";

    private static readonly string[] Statuses =
    [
        "-1", "-2", "-3", "-4", "-100", "-101", "-102", "-104", "-200", "-201", "-202", "-203", "-204", "-205", "-999",
    ];

    private readonly FakeTimeProvider _clock;
    private readonly Socket _bound = new(SocketType.Stream, ProtocolType.Tcp);

    public GatewayFaults(FakeTimeProvider clock)
    {
        _clock = clock;
        _bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        All = new Dictionary<string, GatewayFault>([.. OnTheWay(), .. OfHttp(), .. OfTheBody(), .. OfTime(), .. OfTheAccount()]);
    }

    public IReadOnlyDictionary<string, GatewayFault> All { get; }

    /// <summary>Where redirects lead to. Nobody may ask it anything.</summary>
    public RawGateway Elsewhere { get; } = RawGateway.Start(Answers.Accepted);

    public async ValueTask DisposeAsync()
    {
        _bound.Dispose();
        await Elsewhere.DisposeAsync();
    }

    private IEnumerable<KeyValuePair<string, GatewayFault>> OnTheWay()
    {
        // Too long for a DNS question, so that none is asked.
        var label = new string('x', 62);
        yield return new("connection refused", Nowhere($"http://127.0.0.1:{((IPEndPoint)_bound.LocalEndPoint!).Port}"));
        yield return new("DNS failure", Nowhere($"https://{label}.{label}.{label}.{label[..57]}.invalid"));
        // A handshake belongs to connecting, and this server never takes part in it.
        yield return new("connect time-out", new GatewayFault
        {
            Start = static () => RawGateway.Start(Answers.Silence),
            Address = static gateway => new Uri($"https://127.0.0.1:{gateway!.Port}"),
            Settings = [("ConnectTimeout", "00:00:01")],
        });
        yield return new("server without TLS", Of(() => RawGateway.StartSpeaking(Answers.Http(400, VendorText)), "https"));
        yield return new("untrusted certificate", Of(() => RawGateway.Start(Answers.Accepted, CreateCertificate()), "https"));
        yield return new("cut before the request is read", Of(RawGateway.StartPeeking, "http"));
        yield return new("cut before the answer", Of(Answers.HangUp));
        yield return new("kept connection cut", new GatewayFault
        {
            Start = static () => RawGateway.Start(Answers.InTurn(Answers.Accepted, Answers.HangUp)),
            Address = static gateway => gateway!.Address,
            Before = static async sender =>
            {
                await SendAsync(sender);
                return Task.CompletedTask;
            },
        });
        yield return new("half an answer", Of(Answers.Half(Answers.HangUp)));
        yield return new("answer that is no HTTP", Of(Bytes("SSH-2.0-x\r\n\r\n")));
        yield return new("headers over the limit", Of(
            Bytes($"HTTP/1.1 200 x\r\nX: {new string('x', 80 * 1024)}\r\nContent-Length: 0\r\n\r\n")));
    }

    private IEnumerable<KeyValuePair<string, GatewayFault>> OfHttp()
    {
        foreach (var status in (int[])[301, 302, 307])
        {
            yield return new($"HTTP {status}", Of((stream, stop) =>
                Answers.Http(status, VendorText, $"Location: {Elsewhere.Address}")(stream, stop)));
        }

        foreach (var status in (int[])[400, 401, 403, 404, 429, 500, 502, 503])
        {
            yield return new($"HTTP {status}", Of(Answers.Http(status, VendorText)));
        }

        yield return new("HTTP 429, Retry-After", Of(Answers.Http(429, VendorText, "Retry-After: 120")));
    }

    private static IEnumerable<KeyValuePair<string, GatewayFault>> OfTheBody()
    {
        // 提交成功 in GBK
        byte[] gbk = [0xCC, 0xE1, 0xBD, 0xBB, 0xB3, 0xC9, 0xB9, 0xA6];
        (string, byte[])[] bodies =
        [
            ("empty body", []),
            ("HTML body", Encoding.UTF8.GetBytes($"<html><body>{VendorText}</body></html>")),
            ("message in GBK", [.. "{\"statusCode\":\"0\",\"statusMsg\":\""u8, .. gbk, .. "\",\"requestId\":\"7\"}"u8]),
            ("status in GBK", [.. "{\"statusCode\":\""u8, .. gbk, .. "\"}"u8]),
            ("byte order mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Answers.AcceptedBody)]),
            ("JSON array", "[{\"statusCode\":\"0\"}]"u8.ToArray()),
            ("deep nesting", Encoding.UTF8.GetBytes(
                $$"""{"a":{{new string('[', 500)}}{{new string(']', 500)}},"statusCode":"0"}""")),
            ("body of 10 MB", Encoding.UTF8.GetBytes(Answers.AcceptedBody.PadRight(10 << 20))),
            ("status twice", "{\"statusCode\":\"-2\",\"statusCode\":\"0\"}"u8.ToArray()),
            ("status as a number", Encoding.UTF8.GetBytes($$"""{"statusCode":0,"statusMsg":"{{VendorText}}","requestId":"7"}""")),
            ("no requestId", Encoding.UTF8.GetBytes($$"""{"statusCode":"0","statusMsg":"{{VendorText}}"}""")),
        ];
        return bodies.Select(body => KeyValuePair.Create(body.Item1, Of(Answers.Http(200, body.Item2))));
    }

    private IEnumerable<KeyValuePair<string, GatewayFault>> OfTime()
    {
        yield return new("answer just in time", Of(After(TimeSpan.FromMilliseconds(1), Answers.Accepted)));
        yield return new("answer too late", Of(After(TimeSpan.Zero, Answers.Silence)));
        yield return new("a byte a second", Of(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 x\r\n\r\n"u8.ToArray(), stop);
            // Past the time-out. A minute would give the call back, if this goes on for a moment after the client has gone.
            for (var second = 0; second < GatewayFaultSite.Timeout.TotalSeconds + 5; second++)
            {
                await stream.WriteAsync(" "u8.ToArray(), stop);
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            return await Answers.Silence(stream, stop);
        }));
    }

    private static IEnumerable<KeyValuePair<string, GatewayFault>> OfTheAccount()
    {
        foreach (var status in Statuses)
        {
            yield return new($"status {status}", Of(
                Answers.Json($$"""{"statusCode":"{{status}}","statusMsg":"{{VendorText}}","requestId":""}""")));
        }

        yield return new("breaker open", new GatewayFault
        {
            Start = static () => RawGateway.Start(Answers.Http(401, VendorText)),
            Address = static gateway => gateway!.Address,
            Before = static async sender =>
            {
                await FailAsync(sender);
                await FailAsync(sender);
                return Task.CompletedTask;
            },
        });
        yield return new("queue full", new GatewayFault
        {
            Start = static () => RawGateway.Start(Answers.Silence),
            Address = static gateway => gateway!.Address,
            Settings = [("MaxConcurrentCalls", "1"), ("QueueLimit", "0")],
            Before = static sender => Task.FromResult<Task>(FailAsync(sender)),
        });
    }

    private static GatewayFault Nowhere(string address) => new() { Address = _ => new Uri(address) };

    private static GatewayFault Of(GatewayAnswer answer) => Of(() => RawGateway.Start(answer), "http");

    private static GatewayFault Of(Func<RawGateway> start, string scheme) => new()
    {
        Start = start,
        Address = gateway => new Uri($"{scheme}://127.0.0.1:{gateway!.Port}"),
    };

    private static GatewayAnswer Bytes(string text) => Answers.Bytes(Encoding.ASCII.GetBytes(text));

    /// <summary>Lets the time limit pass but for this rest, and then answers.</summary>
    private GatewayAnswer After(TimeSpan rest, GatewayAnswer answer) => (stream, stop) =>
    {
        _clock.Advance(GatewayFaultSite.Timeout - rest);
        return answer(stream, stop);
    };

    private static Task<VoiceCallOutcome> SendAsync(IVoiceCodeSender sender) => sender.SendAsync(
        new VoiceCodeCall(PhoneNumber.Parse("13911281234"), "246810"), TestContext.Current.CancellationToken);

    private static async Task FailAsync(IVoiceCodeSender sender) => Assert.False((await SendAsync(sender)).IsAccepted);

    /// <summary>Right in all but who signed it.</summary>
    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Ytx.Identity.Hooks;
using Ytx.Identity.Tests.Stores;
using Ytx.Voice;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Calls;

/// <summary>Where the gateway pushes and pages listen, over real sockets.</summary>
public sealed class CallStatusEndpointTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private CallSite? _site;

    private CancellationToken Token => _limit.Token;

    private CallSite Site => _site!;

    public async ValueTask InitializeAsync()
    {
        _limit.CancelAfter(TimeSpan.FromMinutes(1));
        _site = await CallSite.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        _limit.Dispose();
    }

    [Theory]
    [InlineData("application/json", "应答|正常", "answered")]
    [InlineData("text/plain", "用户正忙", "busy")]
    [InlineData("application/x-www-form-urlencoded", "用户拒接", "rejected")]
    [InlineData("application/octet-stream", "关机", "switchedOff")]
    public async Task Push_Record_IsShownToTheUserWhateverItsContentType(string contentType, string description, string state)
    {
        var (userId, callId) = await Site.CallAsync();
        using var browser = await Site.BrowseAsync(userId, isHalf: true);

        Assert.Equal(HttpStatusCode.OK, await Site.PushAsync(Record(description), contentType: contentType));

        Assert.Equal(state, await StateAsync(browser, callId, state));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"cdr":[{"requestid":"nobody","tel":"13911281234","stateDesc":"关机"}]}""")]
    [InlineData("""{"cdr":[{"requestid":"request-1","tel":"13900000000","stateDesc":"关机"}]}""")]
    public async Task Push_Anything_IsAnsweredAlikeAndChangesNothing(string body)
    {
        var (userId, callId) = await Site.CallAsync();
        using var browser = await Site.BrowseAsync(userId);

        Assert.Equal(HttpStatusCode.OK, await Site.PushAsync(body));
        // Ringing comes after it, so it was looked at.
        Assert.Equal(HttpStatusCode.OK, await Site.PushAsync("""{"requestid":"request-1","dsc":"1234","state":"alerting"}"""));

        Assert.Equal("ringing", await StateAsync(browser, callId, "ringing"));
    }

    [Fact]
    public async Task Push_TooLong_IsAnsweredAlikeAndNotLookedAt()
    {
        var (userId, callId) = await Site.CallAsync();
        using var browser = await Site.BrowseAsync(userId);
        var padding = new string(' ', (64 * 1024) - Record("关机").Length);

        Assert.Equal(HttpStatusCode.OK, await Site.PushAsync(Record("用户正忙") + padding + "  "));
        Assert.Equal(HttpStatusCode.OK, await Site.PushAsync(Record("关机") + padding[..^100]));

        Assert.Equal("switchedOff", await StateAsync(browser, callId, "switchedOff"));
    }

    [Theory]
    [InlineData("a-secret-of-this-test-0123456788")]
    [InlineData("A-secret-of-this-test-0123456789")]
    [InlineData("hidden")]
    [InlineData("x")]
    [InlineData("a-secret-of-this-test-0123456789/more")]
    public async Task Push_WrongSecret_FindsNothing(string secret)
    {
        var (userId, callId) = await Site.CallAsync();
        using var browser = await Site.BrowseAsync(userId);

        Assert.Equal(HttpStatusCode.NotFound, await Site.PushAsync(Record("关机"), secret));
        Assert.Equal(HttpStatusCode.OK, await Site.PushAsync(Record("用户正忙")));

        Assert.Equal("busy", await StateAsync(browser, callId, "busy"));
    }

    [Fact]
    public async Task Push_SecretRightOrNearlyRight_IsInNoLogAndNoTrace()
    {
        await Site.PushAsync(Record("关机"));
        await Site.PushAsync(Record("关机"), CallSite.Secret[..^1]);

        Assert.Contains(Site.Logs.Lines, message => message.Contains("/ytx/call-status/hidden", StringComparison.Ordinal));
        Assert.DoesNotContain(Site.Logs.Lines, message => message.Contains(CallSite.Secret[..^1], StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(Site.Traces);
        Assert.DoesNotContain(Site.Traces, trace => trace.Contains(CallSite.Secret[..^1], StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Site.Logs.Lines, message => message.Contains("13911281234", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("203.0.113.0/24", HttpStatusCode.NotFound)]
    public async Task Push_Networks_AreTheOnlyOnes(string network, HttpStatusCode expected)
    {
        await using var site = await CallSite.StartAsync(settings => settings["Ytx:CallStatus:Networks:0"] = network);

        Assert.Equal(expected, await site.PushAsync("{}"));
    }

    [Fact]
    public async Task StartAsync_NoSecret_SaysWhatToSet() => Assert.Contains(
        "Ytx:CallStatus:Secret",
        (await Assert.ThrowsAsync<InvalidOperationException>(() => CallSite.StartAsync(settings => settings.Clear()))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("short")]
    [InlineData("a secret with spaces in it 12345")]
    public async Task StartAsync_BadSecret_SaysWhatToSet(string secret) => Assert.Contains(
        "Ytx:CallStatus:Secret must be 22 to 128",
        (await Assert.ThrowsAsync<OptionsValidationException>(
            () => CallSite.StartAsync(settings => settings["Ytx:CallStatus:Secret"] = secret))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Find_AnybodyElse_IsTheSameAsNoCall()
    {
        var (_, callId) = await Site.CallAsync();
        var (otherId, otherCall) = await Site.CallAsync("+861085485069");
        using var nobody = await Site.BrowseAsync();
        using var other = await Site.BrowseAsync(otherId);

        foreach (var (browser, id) in new[] { (nobody, callId), (other, callId), (other, otherCall + "x"), (other, "漢") })
        {
            foreach (var path in new[] { id, id + "/events" })
            {
                using var answer = await browser.GetAsync(new Uri("ytx/calls/" + path, UriKind.Relative), Token);
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                Assert.Equal("", await answer.Content.ReadAsStringAsync(Token));
            }
        }

        Assert.Equal("accepted", await StateAsync(other, otherCall, "accepted"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Follow_Pushes_AreEventsUntilTheEnd(bool isHalf)
    {
        var (userId, callId) = await Site.CallAsync();
        using var browser = await Site.BrowseAsync(userId, isHalf);
        using var answer = await browser.GetAsync(
            Events(callId), HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoStore);

        var states = new List<string>();
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            states.Add(JsonDocument.Parse(item.Data).RootElement.GetProperty("state").GetString()!);
            if (states.Count is 1)
            {
                await Site.PushAsync("""{"requestid":"request-1","dsc":"1234","state":"alerting"}""");
            }
            else if (states.Count is 2)
            {
                await Site.PushAsync(Record("用户拒接"));
            }
        }

        Assert.Equal(["accepted", "ringing", "rejected"], states);
        using var again = new HttpRequestMessage(HttpMethod.Get, Events(callId))
        {
            Headers = { { "Last-Event-ID", "over" } },
        };
        using var gone = await browser.SendAsync(again, Token);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
    }

    [Fact]
    public async Task Follow_MoreThanAUserMay_IsRefusedUntilOneEnds()
    {
        await using var site = await CallSite.StartAsync(settings => settings["Ytx:CallStatus:MaxStreamsPerUser"] = "1");
        var (userId, callId) = await site.CallAsync();
        using var browser = await site.BrowseAsync(userId);
        var events = Events(callId);
        using var first = await browser.GetAsync(events, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        using (var second = await browser.GetAsync(events, HttpCompletionOption.ResponseHeadersRead, Token))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.NotNull(second.Headers.RetryAfter);
        }

        await site.PushAsync(Record("用户拒接"));
        await first.Content.ReadAsStringAsync(Token);
        for (var i = 0; i < 100; i++)
        {
            using var third = await browser.GetAsync(events, HttpCompletionOption.ResponseHeadersRead, Token);
            if (third.StatusCode is HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(50, Token);
        }

        Assert.Fail("The place was not given back.");
    }

    [Fact]
    public async Task Follow_MoreThanTheHostMay_IsRefused()
    {
        await using var site = await CallSite.StartAsync(settings => settings["Ytx:CallStatus:MaxStreams"] = "1");
        var (userId, callId) = await site.CallAsync();
        var (otherId, otherCall) = await site.CallAsync("+861085485069");
        using var browser = await site.BrowseAsync(userId);
        using var other = await site.BrowseAsync(otherId);
        using var first = await browser.GetAsync(Events(callId), HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        using var second = await other.GetAsync(Events(otherCall), HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
    }

    [Fact]
    public async Task Follow_RightCodeTyped_Ends()
    {
        var (userId, callId) = await Site.CallAsync();
        using var browser = await Site.BrowseAsync(userId);
        using var answer = await browser.GetAsync(Events(callId), HttpCompletionOption.ResponseHeadersRead, Token);

        Assert.Equal(VoiceCodeReason.None, await Site.TypeAsync(userId, Site.Sender.LastCode));

        var last = (await answer.Content.ReadAsStringAsync(Token)).Split('\n').Last(line => line.StartsWith("data:", StringComparison.Ordinal));
        Assert.Contains("\"isOver\":true", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_BeforeTheCallIsKept_IsAppliedALittleLater()
    {
        var browser = default(HttpClient);
        // The vendor's answer is still on its way when the push comes.
        Site.Sender.Sending = () => Assert.Equal(HttpStatusCode.OK, Site.PushAsync(Record("关机")).GetAwaiter().GetResult());
        var (userId, callId) = await Site.CallAsync();

        using (browser = await Site.BrowseAsync(userId))
        {
            Assert.Equal("accepted", await StateAsync(browser, callId, "accepted"));
            Assert.Equal("switchedOff", await StateAsync(browser, callId, "switchedOff"));
        }
    }

    [Fact]
    public async Task Push_MutatedBodies_ChangeNoCallThatTheyDoNotName()
    {
        using var metrics = new CollectedMetrics(Site.Services);
        var (userId, callId) = await Site.CallAsync();
        using var browser = await Site.BrowseAsync(userId);
        var receiver = Site.Services.GetRequiredService<YtxCallStatusReceiver>();
        var mutations = new PushMutations(seed: 61);
        for (var i = 0; i < 20_000; i++)
        {
            receiver.Receive(mutations.Next());
            if (i % 500 is 0)
            {
                // So that the queue takes them all.
                await Task.Delay(5, Token);
            }
        }

        Assert.Equal("accepted", await StateAsync(browser, callId, "accepted"));
        var reports = metrics.Of("ytx.identity.call.reports");
        Assert.Single(reports, result => result.Contains("unknown_call", StringComparison.Ordinal));
        Assert.DoesNotContain(reports, result => result.Contains("applied", StringComparison.Ordinal));
        Assert.DoesNotContain(reports, result => result.Contains("failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"cdr\":[]}")]
    [InlineData("")]
    public async Task Push_WhatIsNone_IsCounted(string body)
    {
        using var metrics = new CollectedMetrics(Site.Services);

        Assert.Equal(HttpStatusCode.OK, await Site.PushAsync(body));

        Assert.Equal(["ytx.identity.report.result=unreadable: 1"], metrics.Of("ytx.identity.call.reports"));
    }

    [Fact]
    public async Task Push_ComesInPieces_IsRead()
    {
        var (userId, callId) = await Site.CallAsync();
        using var browser = await Site.BrowseAsync(userId);
        // More than Kestrel keeps in one piece.
        var body = Encoding.UTF8.GetBytes(new string(' ', 20_000) + Record("关机"));
        using var socket = new TcpClient();
        await socket.ConnectAsync(Site.Address.Host, Site.Address.Port, Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /ytx/call-status/{CallSite.Secret} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"), Token);
        foreach (var piece in body.Chunk(4_000))
        {
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, .. "\r\n"u8], Token);
            await Task.Delay(20, Token);
        }

        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Token);
        Assert.StartsWith("HTTP/1.1 200", await new StreamReader(stream).ReadToEndAsync(Token), StringComparison.Ordinal);
        Assert.Equal("switchedOff", await StateAsync(browser, callId, "switchedOff"));
    }

    [Fact]
    public async Task Push_ThatNeverEnds_IsAnsweredAfterFiveSeconds()
    {
        // Not so slowly that Kestrel itself has had enough.
        using var socket = new TcpClient();
        await socket.ConnectAsync(Site.Address.Host, Site.Address.Port, Token);
        var stream = socket.GetStream();
        var clock = Stopwatch.StartNew();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /ytx/call-status/{CallSite.Secret} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 60000\r\n\r\n{{"), Token);
        var answer = new StreamReader(stream).ReadLineAsync(Token).AsTask();
        while (!answer.IsCompleted && clock.Elapsed < TimeSpan.FromSeconds(31))
        {
            await stream.WriteAsync(new byte[100], Token);
            await Task.Delay(100, Token);
        }

        Assert.StartsWith("HTTP/1.1 200", await answer, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("/ytx/call-status/{other}")]
    [InlineData("/{secret}")]
    [InlineData("/hooks/{secret}")]
    [InlineData("/{a}/{b}/{secret}")]
    [InlineData("/ytx/call-status")]
    public async Task MapYtxCallStatus_PatternThatCannotBeHidden_IsRefused(string pattern)
    {
        await using var site = await CallSite.StartAsync();

        Assert.Throws<ArgumentException>(() => site.Endpoints.MapYtxCallStatus(pattern));
    }

    [Fact]
    public void MapYtxCallStatus_SecondAddress_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => Site.Endpoints.MapYtxCallStatus("/another/address/{secret}"));

    [Fact]
    public async Task TryReport_MoreThanCanWait_IsDroppedAndCounted()
    {
        using var metrics = new CollectedMetrics(Site.Services);
        using var queue = new CallReportQueue(
            Site.Services.GetRequiredService<VoiceCalls>(), Site.Services.GetRequiredService<CodeTelemetry>(), TimeProvider.System,
            NullLogger<CallReportQueue>.Instance);
        for (var i = 0; i < CallReportQueue.Capacity; i++)
        {
            Assert.True(queue.TryReport(TrackedCalls.Report(VoiceCallState.Busy)));
        }

        Assert.False(queue.TryReport(TrackedCalls.Report(VoiceCallState.Busy)));
        Assert.Equal(["ytx.identity.report.result=dropped: 1"], metrics.Of("ytx.identity.call.reports"));
        await queue.StartAsync(Token);
        while (!queue.TryReport(TrackedCalls.Report(VoiceCallState.Busy)))
        {
            await Task.Delay(10, Token);
        }

        await queue.StopAsync(Token);
    }

    [Fact]
    public async Task Push_ObserverHangs_HoldsUpNoPage()
    {
        await using var site = await CallSite.StartAsync(
            services: services => services.AddSingleton<IVoiceCodeObserver>(new HangingObserver()));
        for (var i = 1; i <= 40; i++)
        {
            await site.CallAsync($"+86139{i + 20}811234");
            await site.PushAsync($$"""{"requestid":"request-{{i}}","dsc":"1234","state":"alerting"}""");
        }

        var (userId, callId) = await site.CallAsync();
        using var browser = await site.BrowseAsync(userId);
        var clock = Stopwatch.StartNew();
        await site.PushAsync("""{"requestid":"request-41","dsc":"1234","state":"alerting"}""");

        Assert.Equal("ringing", await StateAsync(browser, callId, "ringing"));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    private static Uri Events(string callId) => new($"ytx/calls/{callId}/events", UriKind.Relative);

    private static string Record(string description) =>
        $$"""{"cdr":[{"requestid":"request-1","appid":"app","fid":4,"tel":13911281234,"duration":"9","oriamount":0.12,"stateDesc":"{{description}}"}]}""";

    /// <summary>Takes its two seconds about every call, and then is given up.</summary>
    private sealed class HangingObserver : IVoiceCodeObserver
    {
        public async ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default) =>
            await Task.Delay(voiceCodeEvent.Kind is VoiceCodeEventKind.CallProgress ? Timeout.Infinite : 0, cancellationToken);
    }

    // What a push changes, it changes after it was answered.
    private async Task<string?> StateAsync(HttpClient browser, string callId, string expected)
    {
        string? state = null;
        for (var i = 0; i < 200 && state != expected; i++)
        {
            var status = await browser.GetFromJsonAsync<JsonElement>(new Uri("ytx/calls/" + callId, UriKind.Relative), Token);
            state = status.GetProperty("state").GetString();
            await Task.Delay(25, Token);
        }

        return state;
    }
}

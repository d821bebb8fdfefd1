using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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
            new Uri($"ytx/calls/{callId}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);
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
        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri($"ytx/calls/{callId}/events", UriKind.Relative))
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
        var events = new Uri($"ytx/calls/{callId}/events", UriKind.Relative);
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
    public async Task TryReport_MoreThanCanWait_IsDroppedAndCounted()
    {
        var queue = new CallReportQueue(
            Site.Services.GetRequiredService<VoiceCalls>(), Site.Services.GetRequiredService<CodeTelemetry>(), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<CallReportQueue>.Instance);
        using (queue)
        {
            for (var i = 0; i < CallReportQueue.Capacity; i++)
            {
                Assert.True(queue.TryReport(Stores.CallRecords.Report(Ytx.Voice.VoiceCallState.Busy)));
            }

            Assert.False(queue.TryReport(Stores.CallRecords.Report(Ytx.Voice.VoiceCallState.Busy)));
            await queue.StartAsync(Token);
            while (!queue.TryReport(Stores.CallRecords.Report(Ytx.Voice.VoiceCallState.Busy)))
            {
                await Task.Delay(10, Token);
            }

            await queue.StopAsync(Token);
        }
    }

    private static string Record(string description) =>
        $$"""{"cdr":[{"requestid":"request-1","appid":"app","fid":4,"tel":13911281234,"duration":"9","oriamount":0.12,"stateDesc":"{{description}}"}]}""";

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

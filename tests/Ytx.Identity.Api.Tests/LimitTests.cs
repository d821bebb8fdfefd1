using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Ytx.Voice;

namespace Ytx.Identity.Api.Tests;

/// <summary>What a client is told when it must wait, and what nobody knows the outcome of.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Calls_LimitReached_SaysWhenToComeBackEverywhere()
    {
        await using var site = await ApiSite.StartAsync(settings: new() { ["Ytx:Limits:CoolDown"] = "00:01:00" });
        await site.CreateAsync();
        var signingIn = await site.BeginAsync();
        Assert.Equal("60", (await signingIn.PostAsync("/voice/sign-in/call"))["retryAfter"]);
        AssertWait(await signingIn.PostAsync("/voice/sign-in/call"), "limit-reached", 60);
        await signingIn.PostAsync("/voice/sign-in/code", new { code = site.LastCode });
        await signingIn.PostAsync("/voice/account/call");
        site.Clock.Advance(TimeSpan.FromSeconds(20.5));

        AssertWait(await signingIn.PostAsync("/voice/account/call"), "limit-reached", 40);
        AssertWait(await signingIn.PostAsync("/voice/step-up/call", new { action = "pay" }), "limit-reached", 40);
    }

    [Fact]
    public async Task Codes_LockedOut_SaysWhenToComeBack()
    {
        await using var site = await ApiSite.StartAsync(settings: new() { ["Ytx:Limits:WrongCodes"] = "3 in 1h pause 10m" });
        await site.CreateAsync();
        var client = await site.SignInAsync();
        await client.PostAsync("/voice/step-up/call", new { action = "pay" });
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal("wrong-code", (await client.PostAsync("/voice/step-up", new { action = "pay", code = ApiSite.Wrong(site.LastCode, i) })).Code);
        }

        AssertWait(await client.PostAsync("/voice/step-up", new { action = "pay", code = site.LastCode }), "locked-out", 3600);
        AssertWait(await client.PostAsync("/voice/step-up/call", new { action = "pay" }), "locked-out", 3600);
        AssertWait(
            await client.PostAsync("/voice/second-factor/off", new { proof = new { password = ApiSite.Password, way = "call", code = "123456" } }),
            "locked-out", 3600);
    }

    [Fact]
    public async Task Calls_FollowedTooOften_SaysWhenToComeBack()
    {
        await using var site = await ApiSite.StartAsync(settings: new() { ["Ytx:CallStatus:MaxStreamsPerUser"] = "1" });
        await site.CreateAsync();
        var client = await site.BeginAsync();
        var call = await client.PostAsync("/voice/sign-in/call");
        var path = $"/voice/calls/{call["callId"]}/events";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Address, path));
        request.Headers.Add("Sign-In-Token", client.SignInToken);
        using var first = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
        Assert.Equal("text/event-stream", first.Content.Headers.ContentType?.MediaType);

        AssertWait(await client.GetAsync(path), "too-many-streams", 15);
    }

    [Fact]
    public async Task Calls_OutcomeUnknown_IsNoFailure()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.BeginAsync();
        site.Sender.Failure = VoiceCallOutcome.Unknown(VoiceCallFailure.NoResponse, "none");

        var answer = await client.PostAsync("/voice/sign-in/call");

        Assert.Equal((200, "unknown"), (answer.Status, answer["outcome"]));
        Assert.Equal(200, (await client.PostAsync("/voice/sign-in/code", new { code = site.LastCode })).Status);
    }

    [Fact]
    public async Task Problem_LibrarysReason_HasItsSentenceInTheRequestsLanguage()
    {
        await using var site = await ApiSite.StartAsync(pages: app => app.UseRequestLocalization("en", "zh-Hans"));
        await site.CreateAsync();
        var client = await site.BeginAsync();
        await client.PostAsync("/voice/sign-in/call");
        var code = ApiSite.Wrong(site.LastCode);

        var (english, chinese) = (
            await client.PostAsync("/voice/sign-in/code?culture=en", new { code }), await client.PostAsync("/voice/sign-in/code?culture=zh-Hans", new { code }));

        Assert.Equal(("urn:ytx:voice:wrong-code", "4"), (english["type"], english["triesLeft"]));
        Assert.Contains("4 tries left", english["detail"]);
        Assert.Contains("3", chinese["detail"]);
        Assert.Contains("验证码", chinese["detail"]);
        Assert.Equal(english["title"], chinese["title"]);
    }

    [Fact]
    public async Task Policies_SiteHasOne_LimitsByItAndTheOthersNotAtAll()
    {
        await using var site = await ApiSite.StartAsync(
            services => services.AddRateLimiter(limiter => limiter.AddFixedWindowLimiter(
                YtxVoiceApiPolicies.SignIn, window => (window.PermitLimit, window.Window) = (2, TimeSpan.FromHours(1)))),
            app => app.UseRateLimiter());
        await site.CreateAsync();
        var client = await site.BeginAsync();
        await site.BeginAsync();

        Assert.Equal(503, (await client.PostAsync("/voice/sign-in", new { email = ApiSite.Email, password = ApiSite.Password })).Status);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(200, (await client.PostAsync("/voice/sign-in/call")).Status);
        }
    }

    private static void AssertWait(ApiAnswer answer, string code, int seconds)
    {
        Assert.Equal((429, code), answer.Problem);
        Assert.Equal(seconds.ToString(CultureInfo.InvariantCulture), Assert.Single(answer.Headers.GetValues("Retry-After")));
        Assert.Equal(seconds.ToString(CultureInfo.InvariantCulture), answer["retryAfter"]);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Tests.StepUp;

namespace Ytx.Identity.Api.Tests;

/// <summary>The door by phone: a number, a call, the code.</summary>
public sealed class PhoneSignInTests
{
    private const string Door = "/voice/phone-sign-in";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Code_NewNumber_RegistersAndSignsIn(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        var client = site.NewClient();
        var query = await QueryAsync(client, isCookie);
        var start = await client.PostAsync(Door, new { phoneNumber = "139 1128 1234" });
        Assert.Equal((200, "139****1234", "accepted"), (start.Status, start["phoneNumber"], start["outcome"]));

        var answer = await client.PostAsync($"{Door}/code{query}", new { id = start["id"], code = site.LastCode });

        Assert.Equal((200, "registered"), (answer.Status, answer["outcome"]));
        Assert.Equal(isCookie, client.AccessToken is null);
        var account = await client.GetAsync("/voice/account");
        Assert.Equal((200, "139****1234", "True"), (account.Status, account["phoneNumber"], account["isPhoneConfirmed"]));
    }

    [Fact]
    public async Task Code_SecondTime_IsTheSameAccount()
    {
        await using var site = await ApiSite.StartAsync();
        await SignInAsync(site, site.NewClient());

        var (_, answer) = await SignInAsync(site, site.NewClient());

        Assert.Equal((200, "signed-in"), (answer.Status, answer["outcome"]));
        Assert.Equal(1, await CountAsync(site));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Code_SecondFactorIsOn_WantsThePasswordOrAnotherWayButNoCall(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        await site.AddRecoveryCodesAsync();
        var client = site.NewClient();
        var query = await QueryAsync(client, isCookie);
        var (_, answer) = await SignInAsync(site, client, query);
        Assert.Equal((200, "second-step-needed", ""), (answer.Status, answer["outcome"], answer["tokens"]));
        var step = answer.Json.GetProperty("secondStep");
        Assert.Equal(["password", "recovery-code"], step.GetProperty("ways").EnumerateArray().Select(way => way.GetString()!));
        client.SignInToken = step.GetProperty("signInToken").GetString();
        var calls = site.Sender.Calls.Count;

        Assert.Equal(401, (await client.GetAsync("/voice/account")).Status);
        Assert.Equal((403, "not-allowed"), (await client.PostAsync("/voice/sign-in/call")).Problem);
        Assert.Equal(calls, site.Sender.Calls.Count);
        Assert.Equal((401, "sign-in-failed"), (await client.PostAsync($"/voice/sign-in/password{query}", new { password = "wrong" })).Problem);
        Assert.Equal(isCookie ? 204 : 200, (await client.PostAsync($"/voice/sign-in/password{query}", new { password = ApiSite.Password })).Status);
        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
        Assert.DoesNotContain(client.SetCookies, cookie => cookie.StartsWith(".AspNetCore.Identity.TwoFactorUserId=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Password_TokenOfALogInThatBeganWithThePassword_IsNone()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.BeginAsync();

        Assert.Equal((401, "sign-in-ended"), (await client.PostAsync("/voice/sign-in/password", new { password = ApiSite.Password })).Problem);
    }

    [Fact]
    public async Task Code_CodeOfALogInOfTheSameNumber_IsNoneOfThePhones()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = site.NewClient();
        var id = (await client.PostAsync(Door, new { phoneNumber = ApiSite.Number }))["id"];
        var owner = await site.BeginAsync();
        await owner.PostAsync("/voice/sign-in/call");

        Assert.Equal((403, "wrong-code"), (await client.PostAsync($"{Door}/code", new { id, code = site.LastCode })).Problem);
    }

    [Fact]
    public async Task Code_Twice_IsUsedUp()
    {
        await using var site = await ApiSite.StartAsync();
        var client = site.NewClient();
        var id = (await client.PostAsync(Door, new { phoneNumber = ApiSite.Number }))["id"];
        var code = site.LastCode;
        Assert.Equal(200, (await client.PostAsync($"{Door}/code", new { id, code })).Status);

        Assert.Equal((403, "code-expired"), (await client.PostAsync($"{Door}/code", new { id, code })).Problem);
    }

    [Fact]
    public async Task Code_SixtyFourAtOnce_MakeOneAccountAndOneSession()
    {
        await using var site = await ApiSite.StartAsync();
        var id = (await site.NewClient().PostAsync(Door, new { phoneNumber = ApiSite.Number }))["id"];
        var code = site.LastCode;

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => site.NewClient().PostAsync($"{Door}/code", new { id, code })));

        Assert.Single(all, answer => answer.Status is 200);
        Assert.Equal(1, await CountAsync(site));
    }

    [Fact]
    public async Task Code_ManyIdsOfOneNumber_BuyNoGuesses()
    {
        await using var site = await ApiSite.StartAsync();
        var compared = 0;
        ApiAnswer last = null!;
        for (var i = 0; i < 20; i++)
        {
            var id = (await site.NewClient().PostAsync(Door, new { phoneNumber = ApiSite.Number }))["id"];
            last = await site.NewClient().PostAsync($"{Door}/code", new { id = id ?? "none", code = ApiSite.Wrong(site.LastCode) });
            compared += last.Code is "wrong-code" ? 1 : 0;
        }

        Assert.Equal(10, compared);
        var start = await site.NewClient().PostAsync(Door, new { phoneNumber = ApiSite.Number });
        Assert.Equal((429, "locked-out"), start.Problem);
        Assert.NotNull(start.Headers.RetryAfter);
    }

    [Fact]
    public async Task Start_KnownAndUnknownNumber_AreAnsweredAlike()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();

        var known = await site.NewClient().PostAsync(Door, new { phoneNumber = ApiSite.Number });
        var unknown = await site.NewClient().PostAsync(Door, new { phoneNumber = ApiSite.NewNumber });

        Assert.Equal(Shape(known), Shape(unknown));
        var wrong = ApiSite.Wrong(site.LastCode);
        var (first, second) = (
            await site.NewClient().PostAsync($"{Door}/code", new { id = known["id"], code = wrong }),
            await site.NewClient().PostAsync($"{Door}/code", new { id = unknown["id"], code = wrong }));
        Assert.Equal(403, first.Status);
        Assert.Equal(first.Text, second.Text);

        // But for the id, which is as long, and the masked number.
        string Shape(ApiAnswer answer) => $"{answer.Status} {answer.Text.Replace(answer["id"]!, $"{answer["id"]!.Length}", StringComparison.Ordinal)
            .Replace(answer["phoneNumber"]!, "", StringComparison.Ordinal).Replace(answer["callId"] ?? " ", "", StringComparison.Ordinal)}";
    }

    [Fact]
    public async Task Start_KnownAndUnknownNumber_TakeAsLong()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var times = (Known: new List<double>(), Unknown: new List<double>());
        var client = site.NewClient();
        for (var i = 0; i < 60; i++)
        {
            await TimeAsync(times.Known, ApiSite.Number);
            await TimeAsync(times.Unknown, ApiSite.NewNumber);
        }

        var (known, unknown) = (Median(times.Known), Median(times.Unknown));
        Assert.True(known < unknown * 2 && unknown < known * 2, $"{known} ms and {unknown} ms");

        async Task TimeAsync(List<double> all, string phoneNumber)
        {
            var begun = System.Diagnostics.Stopwatch.GetTimestamp();
            await client.PostAsync(Door, new { phoneNumber });
            all.Add(System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        static double Median(List<double> all) => all.Order().ElementAt(all.Count / 2);
    }

    [Theory]
    [InlineData("""{"phoneNumber":"+8613911281234","phoneNumber":"+8613911285678"}""")]
    [InlineData("""{"phoneNumber":13911281234}""")]
    [InlineData("""{"phoneNumber":null}""")]
    [InlineData("""{"phoneNumber":"+8613911281234","purpose":"other"}""")]
    [InlineData("{}")]
    public async Task Start_ForgedJson_RingsNobody(string body)
    {
        await using var site = await ApiSite.StartAsync();

        Assert.Equal((400, "bad-request"), (await site.NewClient().PostTextAsync(Door, body)).Problem);
        Assert.Empty(site.Sender.Calls);
    }

    [Fact]
    public async Task Code_CookieWithoutAntiforgery_IsRefusedAndLeavesTheCode()
    {
        await using var site = await ApiSite.StartAsync();
        var client = site.NewClient();
        var id = (await client.PostAsync(Door, new { phoneNumber = ApiSite.Number }))["id"];
        var code = site.LastCode;

        Assert.Equal((400, "antiforgery"), (await client.PostAsync($"{Door}/code?useCookies=true", new { id, code })).Problem);
        Assert.Equal(200, (await client.PostAsync($"{Door}/code", new { id, code })).Status);
    }

    [Fact]
    public async Task CallAgain_IdOfOurs_SpeaksTheSameCode()
    {
        await using var site = await ApiSite.StartAsync();
        var client = site.NewClient();
        var id = (await client.PostAsync(Door, new { phoneNumber = ApiSite.Number }))["id"];
        var code = site.LastCode;

        var again = await client.PostAsync($"{Door}/call-again", new { id });

        Assert.Equal((200, id, "True"), (again.Status, again["id"], again["isRepeated"]));
        Assert.Equal(code, site.LastCode);
        Assert.Equal((403, "code-expired"), (await client.PostAsync($"{Door}/call-again", new { id = "x" })).Problem);
    }

    [Fact]
    public async Task CallStatus_IdAndCall_TellsWhoHasBoth()
    {
        await using var site = await ApiSite.StartAsync();
        var client = site.NewClient();
        var start = await client.PostAsync(Door, new { phoneNumber = ApiSite.Number });
        var other = await client.PostAsync(Door, new { phoneNumber = ApiSite.NewNumber });

        Assert.Equal(200, (await client.PostAsync($"{Door}/call-status", new { id = start["id"], callId = start["callId"] })).Status);
        Assert.Equal(404, (await client.PostAsync($"{Door}/call-status", new { id = other["id"], callId = start["callId"] })).Status);
        Assert.Equal(404, (await client.GetAsync($"/voice/calls/{start["callId"]}")).Status);
    }

    [Fact]
    public async Task SecondStep_TokenOfAUserOfAnotherType_IsNone()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => user.SecurityStamp = "fixed");
        await site.CreateAsync<Staff>(user => user.SecurityStamp = "fixed");
        var client = site.NewClient();
        var (_, answer) = await SignInAsync(site, client);
        client.SignInToken = answer.Json.GetProperty("secondStep").GetProperty("signInToken").GetString();

        Assert.Equal((401, "sign-in-ended"), (await client.PostAsync("/staff/voice/sign-in/password", new { password = ApiSite.Password })).Problem);
        Assert.Equal(200, (await client.PostAsync("/voice/sign-in/password", new { password = ApiSite.Password })).Status);
    }

    private static async Task<string> QueryAsync(ApiClient client, bool isCookie)
    {
        if (isCookie)
        {
            await client.GetAntiforgeryAsync();
        }

        return isCookie ? "?useCookies=true" : "";
    }

    private static async Task<(string? Id, ApiAnswer Answer)> SignInAsync(ApiSite site, ApiClient client, string query = "")
    {
        var id = (await client.PostAsync(Door, new { phoneNumber = ApiSite.Number }))["id"];
        return (id, await client.PostAsync($"{Door}/code{query}", new { id, code = site.LastCode }));
    }

    private static Task<int> CountAsync(ApiSite site) => site.UserAsync<Member, int>(async (users, _) => await users.Users.CountAsync());
}

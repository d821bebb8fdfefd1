using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Api.Tests;

/// <summary>The two steps of a sign-in, by bearer token and by cookie.</summary>
public sealed class SignInTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SignIn_PasswordAndSpokenCode_SignsIn(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var query = isCookie ? "?useCookies=true" : "";
        var client = await site.BeginAsync(query);
        Assert.Empty(site.Sender.Calls);
        Assert.Equal(401, (await client.GetAsync("/voice/account")).Status);

        var call = await client.PostAsync("/voice/sign-in/call");
        Assert.Equal((200, "139****1234", "accepted", "False"), (call.Status, call["phoneNumber"], call["outcome"], call["isRepeated"]));
        Assert.NotNull(call["callId"]);
        var again = await client.PostAsync("/voice/sign-in/call");
        Assert.Equal((200, "True"), (again.Status, again["isRepeated"]));
        var code = await client.PostAsync($"/voice/sign-in/code{query}", new { code = site.LastCode });

        Assert.Equal(isCookie ? 204 : 200, code.Status);
        Assert.Equal(isCookie, client.AccessToken is null);
        Assert.Equal(isCookie, client.Cookies.ContainsKey(".AspNetCore.Identity.Application"));
        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?useCookies=true")]
    [InlineData("?useSessionCookies=true")]
    public async Task SignIn_NoSecondFactor_SignsInAtOnce(string query)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => user.TwoFactorEnabled = false);
        var client = site.NewClient();
        await client.GetAntiforgeryAsync();

        var answer = await client.PostAsync($"/voice/sign-in{query}", new { email = ApiSite.Email, password = ApiSite.Password });

        Assert.Equal(query is "" ? 200 : 204, answer.Status);
        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
        var cookie = client.SetCookies.SingleOrDefault(cookie => cookie.StartsWith(".AspNetCore.Identity.Application="));
        Assert.Equal(query is not "", cookie is not null);
        Assert.Equal(query is "?useCookies=true", cookie?.Contains("expires=", StringComparison.OrdinalIgnoreCase) is true);
    }

    [Fact]
    public async Task SignIn_SecondFactor_TellsTheWaysAndNoWholeNumber()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.BeginAsync();
        var first = await client.PostAsync("/voice/sign-in", new { email = ApiSite.Email, password = ApiSite.Password });
        Assert.Equal("[\"call\"]", first["ways"]);

        await site.AddAuthenticatorAsync();
        await site.AddRecoveryCodesAsync();
        var second = await client.PostAsync("/voice/sign-in", new { email = ApiSite.Email, password = ApiSite.Password });

        Assert.Equal("[\"call\",\"authenticator\",\"recovery-code\"]", second["ways"]);
        Assert.Equal("139****1234", second["phoneNumber"]);
        Assert.Equal(site.Clock.GetUtcNow().AddMinutes(5), DateTimeOffset.Parse(second["expiresAt"]!));
        Assert.Empty(client.SetCookies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Authenticator_RightCode_SignsIn(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var key = await site.AddAuthenticatorAsync();
        var query = isCookie ? "?useCookies=true" : "";
        var client = await site.BeginAsync(query);
        var code = AuthenticatorApp.Code(key);

        Assert.Equal((400, "malformed-code"), (await client.PostAsync($"/voice/sign-in/authenticator{query}", new { code = "12345" })).Problem);
        Assert.Equal((403, "wrong-code"), (await client.PostAsync($"/voice/sign-in/authenticator{query}", new { code = ApiSite.Wrong(code, 77) })).Problem);
        Assert.Equal(1, await site.UserAsync((users, user) => users.GetAccessFailedCountAsync(user)));
        Assert.Equal(isCookie ? 204 : 200, (await client.PostAsync($"/voice/sign-in/authenticator{query}", new { code })).Status);
        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RecoveryCode_RightCode_SignsInOnce(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var codes = await site.AddRecoveryCodesAsync();
        var query = isCookie ? "?useCookies=true" : "";
        var client = await site.BeginAsync(query);

        Assert.Equal((403, "wrong-code"), (await client.PostAsync($"/voice/sign-in/recovery-code{query}", new { code = "AAAAA-BBBBB" })).Problem);
        Assert.Equal(1, await site.UserAsync((users, user) => users.GetAccessFailedCountAsync(user)));
        var other = site.Copy(client);
        Assert.Equal(isCookie ? 204 : 200, (await client.PostAsync($"/voice/sign-in/recovery-code{query}", new { code = codes[0] })).Status);
        Assert.Equal((403, "wrong-code"), (await other.PostAsync($"/voice/sign-in/recovery-code{query}", new { code = codes[0] })).Problem);
        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
    }

    [Theory]
    [InlineData("code")]
    [InlineData("authenticator")]
    [InlineData("recovery-code")]
    public async Task SecondStep_LockedOut_RefusesARightCodeAndSpendsNone(string way)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var key = await site.AddAuthenticatorAsync();
        var codes = await site.AddRecoveryCodesAsync();
        var client = await site.BeginAsync();
        await client.PostAsync("/voice/sign-in/call");
        var code = way switch { "code" => site.LastCode, "authenticator" => AuthenticatorApp.Code(key), _ => codes[0] };
        await site.UserAsync((users, user) => users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue));

        Assert.Equal((403, "not-allowed"), (await client.PostAsync($"/voice/sign-in/{way}", new { code })).Problem);

        await site.UserAsync((users, user) => users.SetLockoutEndDateAsync(user, null));
        Assert.Equal(200, (await client.PostAsync($"/voice/sign-in/{way}", new { code })).Status);
    }

    [Fact]
    public async Task Code_RememberDevice_IsForCookiesAndSkipsTheSecondStep()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.BeginAsync("?useCookies=true");
        await client.PostAsync("/voice/sign-in/call");

        Assert.Equal((400, "bad-request"), (await client.PostAsync("/voice/sign-in/code", new { code = site.LastCode, rememberDevice = true })).Problem);
        Assert.Equal(204, (await client.PostAsync("/voice/sign-in/code?useCookies=true", new { code = site.LastCode, rememberDevice = true })).Status);
        client.Cookies.Remove(".AspNetCore.Identity.Application");
        await client.GetAntiforgeryAsync();

        var answer = await client.PostAsync("/voice/sign-in?useCookies=true", new { email = ApiSite.Email, password = ApiSite.Password });
        Assert.Equal(204, answer.Status);
    }

    [Fact]
    public async Task SecondStep_Done_WritesAndDeletesNoCookieOfThePages()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.BeginAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(4));
        await client.PostAsync("/voice/sign-in/call");

        await client.PostAsync("/voice/sign-in/code", new { code = site.LastCode });

        Assert.NotNull(client.AccessToken);
        Assert.DoesNotContain(client.SetCookies, cookie => cookie.Contains("TwoFactorUserId", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Code_RowChangedMeanwhile_SignsInByTokensAllTheSame()
    {
        var between = new Between();
        await using var site = await ApiSite.StartAsync(between.AddTo);
        await site.CreateAsync();
        var client = await site.BeginAsync();
        Assert.Equal("WrongCode", await FailAsync(site, client));
        await client.PostAsync("/voice/sign-in/call");
        between.Step = () => site.UserAsync((users, user) =>
        {
            user.Email = "another@example.com";
            return users.UpdateAsync(user);
        });

        var answer = await client.PostAsync("/voice/sign-in/code", new { code = site.LastCode });

        Assert.Equal(200, answer.Status);
        Assert.NotNull(answer["accessToken"]);
        Assert.DoesNotContain(client.SetCookies, cookie => cookie.StartsWith(".AspNetCore.Identity.Application="));
    }

    [Fact]
    public async Task Code_ThreeFailuresByPageAndThreeByApi_AreSix()
    {
        await using var site = await ApiSite.StartAsync(services => services.Configure<IdentityOptions>(options => options.Lockout.MaxFailedAccessAttempts = 6));
        await site.CreateAsync();
        var client = await site.BeginAsync();
        var page = site.NewClient();
        Assert.Equal("RequiresTwoFactor", (await page.PostAsync("/page/sign-in")).Text);
        await client.PostAsync("/voice/sign-in/call");
        var code = site.LastCode;
        for (var wrong = 1; wrong <= 3; wrong++)
        {
            Assert.Equal("WrongCode", (await page.PostAsync($"/page/code?code={ApiSite.Wrong(code, wrong)}")).Text);
        }

        var fourth = await client.PostAsync("/voice/sign-in/code", new { code = ApiSite.Wrong(code, 4) });
        Assert.Equal((403, "wrong-code", "1"), (fourth.Status, fourth.Code, fourth["triesLeft"]));
        Assert.Equal("wrong-code", (await client.PostAsync("/voice/sign-in/code", new { code = ApiSite.Wrong(code, 5) })).Code);
        await client.PostAsync("/voice/sign-in/call");
        var sixth = await client.PostAsync("/voice/sign-in/code", new { code = ApiSite.Wrong(site.LastCode) });

        // Identity's lockout counted each of them.
        Assert.Equal((403, "not-allowed"), sixth.Problem);
        Assert.True(await site.UserAsync((users, user) => users.IsLockedOutAsync(user)));
    }

    [Fact]
    public async Task SignIn_QueryThatIsNoAnswer_IsRefusedAsAProblem()
    {
        // In Development it would throw, for the developer's page.
        await using var site = await ApiSite.StartAsync(services => services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false));
        var client = site.NewClient();

        var answer = await client.PostAsync("/voice/sign-in?useCookies=perhaps", new { email = ApiSite.Email, password = ApiSite.Password });

        Assert.Equal((400, "bad-request"), answer.Problem);
    }

    private static async Task<string> FailAsync(ApiSite site, ApiClient client)
    {
        await client.PostAsync("/voice/sign-in/call");
        var answer = await client.PostAsync("/voice/sign-in/code", new { code = ApiSite.Wrong(site.LastCode) });
        return answer.Code is "wrong-code" ? "WrongCode" : answer.Text;
    }
}

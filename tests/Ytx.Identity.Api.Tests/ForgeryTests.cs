namespace Ytx.Identity.Api.Tests;

/// <summary>What another site sends with a browser's cookies.</summary>
public sealed class ForgeryTests
{
    public static TheoryData<string, string> Changes => new()
    {
        { "POST", "/voice/account/call" }, { "POST", "/voice/phone/call" }, { "POST", "/voice/phone/call-again" }, { "PUT", "/voice/phone" },
        { "POST", "/voice/phone/remove" }, { "POST", "/voice/second-factor/on" }, { "POST", "/voice/second-factor/off" },
        { "POST", "/voice/second-factor/recovery-codes" }, { "POST", "/voice/step-up/call" }, { "POST", "/voice/step-up" },
        { "POST", "/voice/sign-in" }, { "POST", "/voice/sign-in/call" }, { "POST", "/voice/sign-in/code" },
        { "POST", "/voice/sign-in/authenticator" }, { "POST", "/voice/sign-in/recovery-code" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Request_WithACookieAndNoToken_DoesNothing(string method, string path)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync(isCookie: true);
        var rung = site.Sender.Calls.Count;
        client.Antiforgery = null;

        using var content = new StringContent("{}", null, "application/json");
        Assert.Equal((400, "antiforgery"), (await client.SendAsync(new HttpMethod(method), path, content)).Problem);

        client.Antiforgery = "nonsense";
        using var again = new StringContent("{}", null, "application/json");
        Assert.Equal((400, "antiforgery"), (await client.SendAsync(new HttpMethod(method), path, again)).Problem);
        Assert.Equal(rung, site.Sender.Calls.Count);
    }

    [Theory]
    [InlineData("useCookies")]
    [InlineData("useSessionCookies")]
    public async Task SignIn_AsksForACookie_NeedsTheTokenThoughNobodyIsSignedIn(string name)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => user.TwoFactorEnabled = false);
        var client = site.NewClient();

        var answer = await client.PostAsync($"/voice/sign-in?{name}=true", new { email = ApiSite.Email, password = ApiSite.Password });

        Assert.Equal((400, "antiforgery"), answer.Problem);
        Assert.Empty(client.Cookies);
    }

    [Fact]
    public async Task Request_WithABearerToken_NeedsNone()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();

        // Nor does a cookie beside the token change who asks.
        client.Cookies[".AspNetCore.Identity.Application"] = (await site.SignInAsync(isCookie: true)).Cookies[".AspNetCore.Identity.Application"];
        Assert.Equal(200, (await client.PostAsync("/voice/account/call")).Status);
    }

    [Fact]
    public async Task Request_WrongBearerTokenBesideACookie_IsNobodys()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync(isCookie: true);
        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);

        client.AccessToken = "nonsense";

        Assert.Equal((401, "not-signed-in"), (await client.GetAsync("/voice/account")).Problem);
    }
}

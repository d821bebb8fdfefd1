namespace WebAppDemo.Tests;

public sealed class HeaderTests(DemoSite site) : IClassFixture<DemoSite>
{
    public static TheoryData<string> Paths => [.. Pages.All, "/no-such-page"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Get_AnyPage_CarriesTheSecurityHeaders(string path)
    {
        using var visitor = site.Visitor();
        if (Pages.IsOwners(path))
        {
            await visitor.EnterPasswordAsync(await site.CreateAccountAsync(secondFactor: false));
        }

        var page = await visitor.GetAsync(path);

        var headers = page.Response.Headers;
        Assert.True(headers.CacheControl!.NoStore);
        Assert.Equal("same-origin", Assert.Single(headers.GetValues("Referrer-Policy")));
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.False(headers.Contains("Server"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Get_AnyPage_HasNothingThatThePolicyForbids(string path)
    {
        using var visitor = site.Visitor();

        var document = (await visitor.GetAsync(path)).Document;

        Assert.Empty(document.QuerySelectorAll("[style], style, script:not([src]), [onclick], [onload], [onsubmit]"));
        Assert.All(document.QuerySelectorAll("script, link, img, iframe"), element =>
            Assert.StartsWith("/", element.GetAttribute("src") ?? element.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cookies_Always_AreOutOfScriptsReachAndNotSentByOtherSites()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        await visitor.SubmitAsync(
            page, "Sign in", ("Input.Code", await site.CodeAsync(account.Number)), ("Input.RememberDevice", "true"));

        var cookies = site.Transcript.Answers.SelectMany(answer => answer.Split('\n'))
            .Where(line => line.StartsWith("Set-Cookie: ", StringComparison.Ordinal)).ToList();

        Assert.Contains(cookies, cookie => cookie.Contains("Identity.Application=", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.Contains("Identity.TwoFactorUserId=", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.Contains("Identity.TwoFactorRememberMe=", StringComparison.Ordinal));
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Matches("(?i)samesite=(lax|strict)", cookie);
        });
    }
}

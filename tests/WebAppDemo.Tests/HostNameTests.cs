using System.Net;

namespace WebAppDemo.Tests;

/// <summary>Which names of the site a request may use: links and redirects are made from them.</summary>
public sealed class HostNameTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("192.0.2.1")]
    public async Task Get_ForeignHost_IsRefusedWith400(string host)
    {
        foreach (var path in (string[])["/", "/SignIn", "/Account", "/health", "/site.css"])
        {
            using var visitor = site.Visitor();
            visitor.Send("Host", host);

            var page = await visitor.GetAsync(path);

            Assert.Equal(HttpStatusCode.BadRequest, page.Status);
            Assert.DoesNotContain(host, page.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:5180")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:5180")]
    public async Task Get_NameOfThisMachine_IsAnswered(string host)
    {
        using var visitor = site.Visitor();
        visitor.Send("Host", host);

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/SignIn")).Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/health")).Status);
    }

    [Fact]
    public async Task Get_NameInSettings_IsTheOnlyOne()
    {
        await using var named = new ConfiguredSite("Development", new() { ["AllowedHosts"] = "login.example.com" });
        await named.InitializeAsync();
        using var visitor = named.Visitor();
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync("/")).Status);

        visitor.Send("Host", "login.example.com");

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/")).Status);
    }
}

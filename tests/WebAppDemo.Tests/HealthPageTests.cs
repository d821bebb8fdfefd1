using System.Net;
using System.Text.RegularExpressions;
using Ytx.Voice.Simulator;

namespace WebAppDemo.Tests;

public sealed partial class HealthPageTests
{
    [Fact]
    public async Task Get_AllIsWell_NamesEveryCheck()
    {
        await using var site = await StartAsync(new DemoSite());

        AssertSays(HttpStatusCode.OK, "Healthy", await GetAsync(site));
    }

    [Fact]
    public async Task Get_GatewayRefusesEveryCall_SaysWhatToFix()
    {
        await using var site = await StartAsync(new DemoSite());
        using var visitor = site.Visitor();
        for (var i = 0; i < 2; i++)
        {
            // An address that is not on the account's list: every next call would be refused too.
            site.Simulator.QueueFault(SimulatorFault.Refuse("-204"));
            await visitor.EnterPasswordAsync(await site.CreateAccountAsync());
        }

        var page = await GetAsync(site);

        AssertSays(HttpStatusCode.ServiceUnavailable, "Unhealthy", page);
        Assert.Contains("-204", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Production_IsOneWord()
    {
        await using var site = await StartAsync(new ConfiguredSite("Production", new()
        {
            ["Ytx:BaseAddress"] = "https://gateway.test",
            ["Ytx:AccountSid"] = "account",
            ["Ytx:AuthToken"] = "token",
            ["Ytx:AppId"] = "app",
            ["Ytx:DisplayNumber"] = "01085485069",
        }));

        Assert.Equal("Healthy\n", (await GetAsync(site)).Body);
    }

    private static async Task<DemoSite> StartAsync(DemoSite site)
    {
        await site.InitializeAsync();
        return site;
    }

    private static async Task<WebPage> GetAsync(DemoSite site)
    {
        using var visitor = site.Visitor();
        return await visitor.GetAsync("/health");
    }

    // The word for all, then of each check its name and status: what fails is the gateway's, and the rest is well.
    private static void AssertSays(HttpStatusCode status, string word, WebPage page)
    {
        Assert.Equal(status, page.Status);
        Assert.Equal(
            [
                word, "ytx-voice-balance Healthy", $"ytx-voice-breaker {word}", "ytx-voice-configuration Healthy", $"ytx-voice-gateway {word}",
                "ytx-voice-store Healthy",
            ],
            Line().Matches(page.Body).Select(line => $"{line.Groups[1].Value} {line.Groups[2].Value}".TrimEnd()));
    }

    [GeneratedRegex("^([\\w-]+)(?: +(\\w+)  .*)?$", RegexOptions.Multiline)]
    private static partial Regex Line();
}

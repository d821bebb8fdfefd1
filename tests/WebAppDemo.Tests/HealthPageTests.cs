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

        var page = await GetAsync(site);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(
            [
                "Healthy", "ytx-voice-breaker Healthy", "ytx-voice-configuration Healthy", "ytx-voice-gateway Healthy",
                "ytx-voice-store Healthy",
            ],
            Statuses(page));
    }

    [Fact]
    public async Task Get_GatewayRefusesEveryCall_SaysWhatToMend()
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

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.Equal(
            [
                "Unhealthy", "ytx-voice-breaker Unhealthy", "ytx-voice-configuration Healthy", "ytx-voice-gateway Unhealthy",
                "ytx-voice-store Healthy",
            ],
            Statuses(page));
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

    private static Task<WebPage> GetAsync(DemoSite site) => site.Visitor().GetAsync("/health");

    // The word for all, then of each check its name and status.
    private static IEnumerable<string> Statuses(WebPage page) =>
        Line().Matches(page.Body).Select(line => $"{line.Groups[1].Value} {line.Groups[2].Value}".TrimEnd());

    [GeneratedRegex("^([\\w-]+)(?: +(\\w+)  .*)?$", RegexOptions.Multiline)]
    private static partial Regex Line();
}

using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Ytx.Voice.Simulator;

namespace WebAppDemo.Tests;

/// <summary>One walk through everything, with wrong turns; then all that was answered and logged is searched.</summary>
public sealed class SecrecyTests(SecrecyTests.LoudSite site) : IClassFixture<SecrecyTests.LoudSite>
{
    [Fact]
    public async Task Walk_ThroughEverything_ShowsAndLogsNoCodeAndNoFullNumber()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        page = await visitor.EnterCodeAsync(page, "12345x");
        page = await visitor.SubmitAsync(page, "Call again");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        site.Simulator.QueueFault(SimulatorFault.Refuse("-204"));
        page = await visitor.SubmitAsync(page, "Call again");
        page = await visitor.SubmitAsync(page, "Call again");
        await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));

        var number = site.NextNumber();
        page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Phone"), "Call this number",
            ("Input.PhoneNumber", number), ("Input.Password", account.Password));
        page = await visitor.EnterCodeAsync(page, "00000", "Confirm");
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(number) is "000000" ? "000001" : "000000", "Confirm");
        page = await visitor.SubmitAsync(page, "Call again");
        await visitor.EnterCodeAsync(page, await site.CodeAsync(number), "Confirm");
        using var stranger = site.Visitor();
        var third = site.NextNumber();
        page = await stranger.EnterNumberAsync(third);
        page = await stranger.EnterCodeAsync(page, "00000");
        page = await stranger.SubmitAsync(page, "Call again");
        await stranger.GetAsync("/PhoneSignIn");
        await stranger.EnterCodeAsync(page, await site.CodeAsync(third));
        await stranger.GetAsync("/Account");
        foreach (var path in Pages.All)
        {
            await visitor.GetAsync(path);
            await stranger.GetAsync(path);
        }

        var codes = site.Simulator.Calls.Select(call => call.Code).ToHashSet();
        string[] secrets = [.. codes, account.Number, number, third, account.Password, "simulator-token"];
        Assert.Equal(3, codes.Count);
        Assert.All(site.Transcript.Answers, answer => AssertClean(answer, IsOfTheNewNumber(answer) ? secrets.Where(one => one != number && one != third) : secrets));
        Assert.All(site.Transcript.Answers, answer => AssertClean(answer[..answer.IndexOf("\n\n", StringComparison.Ordinal)], secrets));
        Assert.All(site.Logs.Lines, line => AssertClean(line, secrets));
        Assert.Contains(site.Logs.Lines, line => line.Contains("The phone number of user", StringComparison.Ordinal));
        Assert.Contains(site.Logs.Lines, line => line.StartsWith("Trace", StringComparison.Ordinal));
    }

    // A number that waits to be confirmed is shown to the person who has just typed it, and nowhere else.
    private static bool IsOfTheNewNumber(string answer) => new Uri(answer[..answer.IndexOf('\n')]).AbsolutePath
        is "/Phone/Confirm" or "/PhoneSignIn" or "/PhoneSignIn/Code";

    internal static void AssertClean(string text, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
        {
            // Not within longer runs of letters and digits: tokens and ids hold any six digits sooner or later.
            Assert.False(
                text.Contains(secret, StringComparison.Ordinal)
                    && (secret.Length > 6 || Regex.IsMatch(text, $"(?<![A-Za-z0-9_-]){secret}(?![A-Za-z0-9_-])")),
                $"{secret} is in: {text}");
        }
    }

    /// <summary>Somebody looks for a fault and turns every level of the configuration up.</summary>
    public sealed class LoudSite : DemoSite
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Logging:LogLevel:Default", "Trace");
            builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Trace");
            builder.UseSetting("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Trace");
        }
    }
}

using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Voice.Simulator;
using Ytx.Voice.Tests;

namespace WebAppDemo.Tests.Secrecy;

/// <summary>
/// One walk through everything while everything is recorded; then logs, spans, metrics and headers are searched. Alone,
/// because the SDK hears every other site of this process too.
/// </summary>
[Collection(nameof(Alone))]
public sealed class RedactionTests(TracedSite site) : IClassFixture<TracedSite>
{
    private const string Password = "a-password-for-tests";

    private readonly HashSet<string> _words = ["simulator-token", Password];
    private readonly HashSet<string> _numbers = [];

    [Fact]
    public async Task Walk_EverythingTurnedUp_NothingSecretOrPersonalIsRecorded()
    {
        Assert.True(AppContext.TryGetSwitch("System.Net.Http.DisableUriRedaction", out var isShown) && isShown);
        using var visitor = site.Visitor();

        await WalkAsync(visitor);

        var codes = site.Simulator.Calls.Select(call => call.Code).ToHashSet();
        Assert.Equal(3, codes.Count);
        Assert.NotEmpty(site.Proofs);
        _words.UnionWith(site.Proofs);
        string[] headers = [.. site.Transcript.Answers.Select(answer => answer.Split("\n\n")[0])];
        var spans = await site.SpansAsync();
        AssertHeard(spans, "ytx.voice.call", "ytx.identity.verify", "POST SignIn/Call", "exception.type");
        AssertHeard(site.Metrics, "ytx.voice.calls", "ytx.identity.verifications", "http.server.request.duration");
        AssertHeard([.. site.Logs.Lines], "Trace ", "Ytx.Voice.VoicePipeline", "no such table", "The phone number of user");
        AssertHeard(headers, "Set-Cookie", "/SignIn/Call");
        string[] recorded = [.. site.Logs.Lines, .. spans, .. site.Metrics, .. headers];
        Assert.Empty(recorded.SelectMany(text => Found(text, codes)));
    }

    [Fact]
    public void Found_SecretsInEveryForm_AreFound()
    {
        _words.Add("Somebody@example.com");
        _numbers.Add("13911281234");

        Assert.All(
            [
                "code=314159", "'314159'", "+8613911281234", "13911281234", "8613911281234", "139 1128 1234", "+86 139-1128-1234",
                "%2B8613911281234", "139%201128%201234", "SOMEBODY@EXAMPLE.COM", "somebody%40example.com", "token: simulator-token.",
            ],
            text => Assert.NotEmpty(Found(text, ["314159"])));
        Assert.Empty(Found("139****1234 at 2026-11-28 12:34:00, id a314159b", ["314159"]));
    }

    [Fact]
    public async Task Walk_Canary_IsSeenInLogsSpansAndMetrics()
    {
        var canary = $"canary-{Guid.NewGuid():N}";
        using (var source = new System.Diagnostics.ActivitySource("Canary"))
        using (var meter = new System.Diagnostics.Metrics.Meter("Canary"))
        {
            using var span = source.StartActivity(canary);
            meter.CreateCounter<int>("canary").Add(1, new KeyValuePair<string, object?>("who", canary));
            site.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Canary").LogCanary(canary);
        }

        using var visitor = site.Visitor();
        await visitor.GetAsync($"/?who={canary}");

        AssertHeard([.. site.Logs.Lines], $"[Who={canary}");
        AssertHeard(await site.SpansAsync(), $"Canary {canary}", $"url.query=?who={canary}");
        AssertHeard(site.Metrics, $"canary who={canary}");
    }

    private async Task WalkAsync(Visitor visitor)
    {
        var account = new Account($"Somebody.{Guid.NewGuid():N}@example.com", Password, site.NextNumber());
        await site.RegisterAsync(visitor, account);
        await visitor.EnterPasswordAsync(account);
        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", account.Number));
        await KeepAsync(account.Email, account.Number);
        await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number), "Confirm");
        await visitor.TurnOnAsync();
        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");

        // Log-in: a slip, a wrong code, a repeated call, faults of the gateway.
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        page = await visitor.EnterPasswordAsync(account);
        await KeepAsync(account.Email, account.Number);
        var code = await site.CodeAsync(account.Number);
        page = await visitor.EnterCodeAsync(page, "12345x");
        page = await visitor.EnterCodeAsync(page, code is "000000" ? "000001" : "000000");
        page = await visitor.SubmitAsync(page, "Call again");
        SimulatorFault[] faults = [SimulatorFault.Refuse("-204"), SimulatorFault.Http(503)];
        foreach (var fault in faults)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(1));
            site.Simulator.QueueFault(fault);
            page = await visitor.SubmitAsync(page, "Call again");
        }

        page = await visitor.EnterCodeAsync(page, code);
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);

        // Another phone; then the database fails under a page.
        var number = site.NextNumber();
        page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Phone"), "Call this number",
            ("Input.PhoneNumber", $"{number[..3]} {number[3..7]} {number[7..]}"), ("Input.Password", Password));
        await visitor.EnterCodeAsync(page, await site.CodeAsync(number), "Confirm");
        await KeepAsync(account.Email, number);
        foreach (var path in Pages.All)
        {
            await visitor.GetAsync(path);
        }

        var form = await visitor.GetAsync("/Phone");
        await site.BreakDatabaseAsync();
        page = await visitor.SubmitAsync(
            form, "Call this number", ("Input.PhoneNumber", number), ("Input.Password", Password));
        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.Contains("SqliteException", page.Body, StringComparison.Ordinal);
    }

    /// <summary>Remembers what must not be found.</summary>
    private async Task KeepAsync(string email, string number)
    {
        _words.Add(email);
        _words.Add((await site.FindUserAsync(email))!.SecurityStamp!);
        _numbers.Add(number);
    }

    private IEnumerable<string> Found(string text, IEnumerable<string> codes)
    {
        var plain = Uri.UnescapeDataString(text);
        return _words.Where(word => plain.Contains(word, StringComparison.OrdinalIgnoreCase))
            // Whatever stands between the digits; the country's code before them makes no difference.
            .Concat(_numbers.Where(number => Regex.IsMatch(plain, string.Join("[ .()+-]{0,2}", number.AsEnumerable()))))
            // Not within longer runs of letters and digits: tokens and ids hold any six digits sooner or later.
            .Concat(codes.Where(code => Regex.IsMatch(plain, $"(?<![A-Za-z0-9_-]){code}(?![A-Za-z0-9_-])")))
            .Select(secret => $"{secret} is in: {text}");
    }

    private static void AssertHeard(IReadOnlyCollection<string> recorded, params string[] expected) =>
        Assert.All(expected, text => Assert.Contains(recorded, line => line.Contains(text, StringComparison.Ordinal)));
}

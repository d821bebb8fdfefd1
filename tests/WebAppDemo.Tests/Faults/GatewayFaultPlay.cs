using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace WebAppDemo.Tests;

/// <summary>
/// Logs in while the gateway fails, and looks at everything that the table tells. Then the gateway is well again: the code
/// that was in the request is typed, and another call is asked for.
/// </summary>
internal sealed partial class GatewayFaultPlay(GatewayFaultSite site, GatewayFault fault)
{
    /// <returns>What was seen. The text of the log is as written in the row if the line holds it, and else the line.</returns>
    public async Task<FaultRow> RunAsync(FaultRow row)
    {
        // So that the limits of an hour are those of one row.
        site.Clock.Advance(TimeSpan.FromHours(1));
        var account = await site.CreateAccountAsync();
        await using var well = RawGateway.Start(Answers.Accepted);
        await using var gateway = fault.Start?.Invoke();
        site.Use(fault.Address(gateway), fault.Settings);
        var underWay = await fault.Before(site.Services.GetRequiredService<IVoiceCodeSender>());
        var (lines, answers) = (site.Logs.Lines.Count, site.Transcript.Answers.Count);
        using var visitor = site.Visitor();

        var page = await visitor.EnterPasswordAsync(account);

        Assert.Equal("/SignIn/Call", page.Path);
        Assert.DoesNotMatch(VendorTerm(), page.Text);
        var (line, kind, placed) = ReadLog(site.Logs.Lines.Skip(lines));
        var posts = Posts(gateway, account);
        site.Use(well.Address);
        var seen = new FaultRow(
            row.Fault, placed, $"{posts.Count}", await IsValidAsync(visitor, page, posts), await IsSpentAsync(account, well),
            kind, Read(page), Matches(line, row.Logged) ? row.Logged : line);

        site.Clock.Advance(GatewayFaultSite.Timeout);
        await underWay;
        string[] secrets =
        [
            account.Number, account.Password, GatewayFaultSite.Token, GatewayFaults.VendorText,
            .. posts.Concat(Posts(well, account)).SelectMany(post => Secret().Matches(post)).Select(match => match.Value),
        ];
        Assert.All(site.Transcript.Answers.Skip(answers), answer => SecrecyTests.AssertClean(answer, secrets));
        Assert.All(site.Logs.Lines.Skip(lines), text => SecrecyTests.AssertClean(text, secrets));
        return seen;
    }

    public static string CodeIn(string post) => Code().Match(post).Value;

    private static List<string> Posts(RawGateway? gateway, Account account) =>
    [
        .. (gateway?.Requests ?? []).Select(Encoding.Latin1.GetString).Where(request =>
            request.StartsWith("POST ", StringComparison.Ordinal) && request.Contains(account.Number, StringComparison.Ordinal)),
    ];

    // Where nothing left, nobody knows the code, and no other one may find one that waits.
    private static async Task<string> IsValidAsync(Visitor visitor, WebPage page, List<string> posts)
    {
        var code = posts.Count is 0 ? "000000" : CodeIn(posts[0]);
        if (page.TakesACode)
        {
            page = await visitor.EnterCodeAsync(page, code);
            return page.Text.Contains("You are signed in", StringComparison.Ordinal) ? "yes" : page.Text;
        }

        page = await visitor.ForceAsync(page, "/SignIn/Call", ("Input.Code", code));
        return page.CodeSaid is "This code has expired. Get a new one." ? "no" : page.Text;
    }

    private async Task<string> IsSpentAsync(Account account, RawGateway well)
    {
        using var visitor = site.Visitor();
        var page = await visitor.EnterPasswordAsync(account);
        return (Posts(well, account).Count, page.CodeSaid) switch
        {
            (0, var text) when text.StartsWith("We called this number a moment ago. Next call at", StringComparison.Ordinal) => "yes",
            (1, var text) when text.StartsWith("We're calling", StringComparison.Ordinal) => "no",
            var (count, text) => $"{count} calls, {text}",
        };
    }

    /// <summary>What the page says, with a wait in the place of the time at which it ends.</summary>
    private string Read(WebPage page)
    {
        if (page.SaidMoment is not { } moment)
        {
            return page.CodeSaid;
        }

        var wait = page.WaitSeconds!.Value;
        Assert.Equal(WebPage.Minute(site.Clock.GetUtcNow() + TimeSpan.FromSeconds(wait)), moment);
        var length = wait switch { 1 => "1 second", < 120 => $"{wait} seconds", _ => $"{wait / 60} minutes" };
        return page.CodeSaid.Replace(page.Document.QuerySelector("#code-notice time")!.TextContent, $"(now + {length})", StringComparison.Ordinal);
    }

    /// <summary>The sender's own line, and what the two lines of sender and service agree on.</summary>
    private static (string Line, string Kind, string Placed) ReadLog(IEnumerable<string> lines)
    {
        var own = lines.Select(line => LogLine().Match(line)).Where(match => match.Success).ToList();
        var sender = Assert.Single(own, line => line.Groups["id"].Value is "1" or "2");
        var (said, line) = (sender.Groups["text"].Value, $"{sender.Groups["level"]} {sender.Groups["id"]}: {sender.Groups["text"]}");
        if (sender.Groups["id"].Value is "1")
        {
            Assert.Single(own);
            return (line, "none", "yes");
        }

        var service = Assert.Single(own, line => line.Groups["id"].Value is "102" or "103");
        var mayHaveBeen = service.Groups["id"].Value is "103";
        var kind = Failure().Match(service.Groups["text"].Value).Groups[1].Value;
        Assert.Equal("Warning", service.Groups["level"].Value);
        Assert.StartsWith($"A voice call failed ({kind}, may have been placed: {mayHaveBeen}). ", said, StringComparison.Ordinal);
        return (line, kind, mayHaveBeen ? "maybe" : "no");
    }

    // "Error 2: a part of the text"
    private static bool Matches(string line, string written) => written.Split(": ", 2) is [var level, var text]
        && line.StartsWith($"{level}: ", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<level>\w+) Ytx\.(?:Voice\.VoicePipeline|Identity\.VoiceCodeService)\[(?<id>\d+)\]: (?<text>.*)")]
    private static partial Regex LogLine();

    [GeneratedRegex(@"\((\w+)\)")]
    private static partial Regex Failure();

    [GeneratedRegex("""(?<="code":")\d+""")]
    private static partial Regex Code();

    // Code, signature and the header that proves it.
    [GeneratedRegex("""(?<="code":")\d+|(?<=\?Sign=)\w+|(?<=\nAuthorization: )\S+""")]
    private static partial Regex Secret();

    // Terms of the gateway and of the settings; a status below zero or of HTTP, but not the first digits of a number.
    [GeneratedRegex(@"HTTP|Ytx:|JSON|[Gg]ateway|(?<!\w)-\d|(?<![\d*])[1-5]\d\d(?![\d*])")]
    private static partial Regex VendorTerm();
}

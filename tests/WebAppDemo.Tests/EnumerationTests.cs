using System.Text.RegularExpressions;

namespace WebAppDemo.Tests;

/// <summary>Nobody learns from an answer who has an account.</summary>
public sealed partial class EnumerationTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task LogIn_UnknownAddressWrongPasswordAndLockedAccount_GetTheSameAnswer()
    {
        using var guesser = site.Visitor();
        var account = await site.CreateAccountAsync();
        var locked = await site.CreateAccountAsync();
        for (var i = 0; i < 10; i++)
        {
            await guesser.EnterPasswordAsync(locked with { Password = "not-the-password" });
        }

        var unknown = await AnswerAsync(new Account("nobody@example.com", "not-the-password", ""));

        Assert.Equal(unknown, await AnswerAsync(account with { Password = "not-the-password" }));
        Assert.Equal(unknown, await AnswerAsync(locked));
        Assert.Contains(LogIn.Refusal, unknown, StringComparison.Ordinal);
        Assert.Empty(site.Simulator.Calls);
    }

    private async Task<string> AnswerAsync(Account account)
    {
        using var visitor = site.Visitor();
        var page = await visitor.EnterPasswordAsync(account);
        var headers = page.Response.Headers.Concat(page.Response.Content.Headers)
            .Where(header => header.Key is not "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value.Select(WithoutValue))}");
        var body = Token().Replace(page.Body, "").Replace(account.Email, "", StringComparison.Ordinal);
        return $"{(int)page.Status} {page.Path}\n{string.Join('\n', headers)}\n{body}";
    }

    private static string WithoutValue(string header) => CookieValue().Replace(header, "=;");

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="[^"]*" """)]
    private static partial Regex Token();

    [GeneratedRegex("^=[^;]+;")]
    private static partial Regex CookieValue();
}

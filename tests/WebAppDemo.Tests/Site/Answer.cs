using System.Text.RegularExpressions;

namespace WebAppDemo.Tests;

/// <summary>An answer as text that can be compared: status, place, headers and body, without what differs each time.</summary>
public static partial class Answer
{
    /// <param name="page">The page.</param>
    /// <param name="typed">What was typed, which the page may show again.</param>
    public static string Of(WebPage page, params string[] typed) => Of(page.Response, $"{page.Path}\n{page.Body}", typed);

    public static string Of(HttpResponseMessage response, string body, params string[] typed)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value.Select(WithoutCookieValue))}");
        var text = $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n{Token().Replace(body, "")}";
        return typed.SelectMany(value => new[] { value, Uri.EscapeDataString(value) })
            .Aggregate(text, (rest, value) => rest.Replace(value, "", StringComparison.Ordinal));
    }

    private static string WithoutCookieValue(string header) => CookieValue().Replace(header, "=;");

    [GeneratedRegex("""(?<=name="(__RequestVerificationToken|Number)"( type="hidden")?) value="[^"]*" ?|(?<="/ytx/calls/)[\w-]{22}(?=/events")""")]
    private static partial Regex Token();

    [GeneratedRegex("^=[^;]+;|(?<=^[^=;]+)=[^;]*;")]
    private static partial Regex CookieValue();
}

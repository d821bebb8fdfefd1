using Microsoft.AspNetCore.Localization;

namespace WebAppDemo;

/// <summary>
/// English and Simplified Chinese: the one that the reader chose in the footer, else the one that the browser prefers.
/// Readers of Traditional Chinese get English, not the other script under the name of theirs, until they choose.
/// </summary>
internal static class Languages
{
    public const string English = "en";
    public const string Chinese = "zh-CN";

    private const int MaxTags = 20;

    public static void Use(RequestLocalizationOptions options, IHostEnvironment environment)
    {
        options.SetDefaultCulture(English);
        options.SupportedUICultures = [new(English), new(Chinese)];
        // Numbers and dates are written by the sentences.
        options.SupportedCultures = [new(English)];
        // So that a script knows it too: the cookie is none of its business.
        options.ApplyCurrentCultureToResponseHeaders = true;
        var cookie = new CookieRequestCultureProvider { CookieName = CookieName(environment), Options = options };
        options.RequestCultureProviders =
            [cookie, new CustomRequestCultureProvider(context => Task.FromResult<ProviderCultureResult?>(
                new(English, Of(context.Request.GetTypedHeaders().AcceptLanguage))))];
    }

    public static string CookieName(IHostEnvironment environment) => CookieRules.NameOf(".Language", environment);

    private static string Of(IList<Microsoft.Net.Http.Headers.StringWithQualityHeaderValue> accepted)
    {
        var tags = accepted.Take(MaxTags).OrderByDescending(tag => tag.Quality ?? 1).Select(tag => tag.Value.ToString()).ToList();
        // Browsers add a bare "zh" by themselves.
        var isTraditional = tags.Any(tag => IsChinese(tag) && !IsSimplified(tag));
        foreach (var tag in tags)
        {
            if (IsChinese(tag) && IsSimplified(tag) && !(isTraditional && tag is "zh"))
            {
                return Chinese;
            }

            if (tag.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                return English;
            }
        }

        return English;
    }

    private static bool IsChinese(string tag) =>
        tag.Equals("zh", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("zh-", StringComparison.OrdinalIgnoreCase);

    private static bool IsSimplified(string tag)
    {
        var parts = tag.ToUpperInvariant().Split('-');
        return !parts.Contains("HANT") && (parts.Contains("HANS") || !parts.Any(part => part is "TW" or "HK" or "MO"));
    }
}

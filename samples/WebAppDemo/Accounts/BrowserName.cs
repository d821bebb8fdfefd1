namespace WebAppDemo;

/// <summary>What a user calls a browser, out of what the browser calls itself. Good enough to tell one's own from a stranger's.</summary>
internal static class BrowserName
{
    // The first that fits: most name others too.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("MicroMessenger", "WeChat"), ("QQBrowser", "QQ"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"),
        ("Chrome", "Chrome"), ("Safari", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("Android", "Android"), ("HarmonyOS", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
        ("Mac OS", "macOS"), ("Linux", "Linux"),
    ];

    public static string Of(string? userAgent) => string.Join(", ", new[] { First(Browsers, userAgent), First(Systems, userAgent) }.OfType<string>());

    private static string? First((string Mark, string Name)[] names, string? userAgent) => userAgent is null ? null
        : names.FirstOrDefault(name => userAgent.Contains(name.Mark, StringComparison.Ordinal)).Name;
}

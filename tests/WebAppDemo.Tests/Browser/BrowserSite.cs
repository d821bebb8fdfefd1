using Microsoft.Playwright;

namespace WebAppDemo.Tests;

/// <summary>The demo and a Chromium to look at it with. Nothing is downloaded: the machine's own browser is driven.</summary>
public class BrowserSite : DemoSite
{
    private const string Missing =
        "No Chromium was found, so the pages were not tried in a browser. Install one (Debian and Ubuntu: "
        + "apt-get install chromium) where PATH finds it, or name its executable in the environment variable YTX_TEST_CHROMIUM.";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    // In milliseconds. A busy machine is slow, and what is right never waits so long.
    private const int Patience = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (Executables().FirstOrDefault(File.Exists) is { } executable)
        {
            Assertions.SetDefaultExpectTimeout(Patience);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Arguments });
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A tab in a browser profile of its own.</summary>
    public async Task<Tab> OpenAsync(
        bool scripts = true, ColorScheme colors = ColorScheme.Light, int width = 1200, int height = 800, string language = "en-US",
        string? zone = null)
    {
        if (_browser is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("YTX_TEST_REQUIRE") is "all", Missing);
            Assert.Fail(Missing);
        }

        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = Address.ToString(),
            JavaScriptEnabled = scripts,
            Locale = language,
            TimezoneId = zone,
            ColorScheme = colors,
            ViewportSize = new() { Width = width, Height = height },
        });
        context.SetDefaultTimeout(Patience);
        return new Tab(this, context, await context.NewPageAsync(), language is "zh-CN" ? Sentences.Chinese : Sentences.English);
    }

    /// <summary>The handset that this demo's calls ring.</summary>
    public async Task<Handset> OpenHandsetAsync(
        string language = "en-US", ColorScheme colors = ColorScheme.Light, int width = 1200, Func<IPage, Task>? prepare = null)
    {
        var tab = await OpenAsync(colors: colors, width: width, language: language);
        await (prepare?.Invoke(tab.Page) ?? Task.CompletedTask);
        await tab.GoAsync(Simulator.Address.ToString());
        return new Handset(tab);
    }

    private static IEnumerable<string> Executables() =>
        Environment.GetEnvironmentVariable("YTX_TEST_CHROMIUM") is { Length: > 0 } named ? [named]
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)));
}

using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace WebAppDemo.Tests;

/// <summary>What the script adds to the code page: what ticks, what ends, and what stays as it was typed.</summary>
public sealed partial class CodePageScriptTests(PushedSite site) : IClassFixture<PushedSite>
{
    private const string CodePage = "/SignIn/Call";

    [Fact]
    public async Task CallAgain_PressedWhileItWaits_SendsNothing()
    {
        await using var tab = await OpenAsync();
        var account = await SignInAsync(tab);
        var sent = CountPosts(tab);
        var again = tab.Page.Locator("#again");
        await Assertions.Expect(again).ToHaveTextAsync(Seconds(55, 60));
        await Assertions.Expect(again).ToHaveAttributeAsync("aria-disabled", "true");
        await Assertions.Expect(again).ToHaveAccessibleDescriptionAsync(NextCall());

        // Not disabled: it can be reached and says how long. By mouse, by key and by script.
        await again.FocusAsync();
        await again.ClickAsync(new() { Force = true });
        await tab.Page.Keyboard.PressAsync("Enter");
        await again.EvaluateAsync("button => button.click()");

        await Assertions.Expect(again).ToBeFocusedAsync();
        await Assertions.Expect(again).ToHaveTextAsync(Seconds(50, 60));
        Assert.Empty(sent);
        Assert.Single(await site.CallsAsync(account.Number));

        await tab.Page.Clock.FastForwardAsync(61_000);
        await Assertions.Expect(again).ToHaveTextAsync("Call again");
        await Assertions.Expect(tab.Page.Locator("#again-wait")).ToHaveTextAsync("You can get a call now.");
        await Assertions.Expect(tab.Page.Locator("#again-wait")).ToHaveAttributeAsync("role", "status");
        site.Clock.Advance(TimeSpan.FromSeconds(61));
        await again.ClickAsync();
        await Assertions.Expect(again).ToHaveTextAsync(new Regex("^Call again in (2:00|1[01][0-9] s)$"));
        Assert.Single(sent);
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task CountDowns_WhileTheCallMovesOn_GoOnFromWhereTheyAre()
    {
        await using var tab = await OpenAsync();
        var account = await SignInAsync(tab);
        var again = tab.Page.Locator("#again");
        await tab.Page.Clock.FastForwardAsync(15_000);
        site.Clock.Advance(TimeSpan.FromSeconds(15));
        await Assertions.Expect(again).ToHaveTextAsync(Seconds(30, 45));
        await Assertions.Expect(Left(tab)).ToHaveTextAsync(Minutes("4:[34]"));

        site.Simulator.Answer(site.Simulator.Calls.First(call => call.Dst == account.Number));

        await tab.SeeAsync("You have answered");
        await Assertions.Expect(again).ToHaveTextAsync(Seconds(20, 45));
        await Assertions.Expect(Left(tab)).ToHaveTextAsync(Minutes("4:[234]"));
        await tab.Page.Clock.FastForwardAsync(46_000);
        await Assertions.Expect(again).ToHaveTextAsync("Call again");
        await Assertions.Expect(again).Not.ToHaveAttributeAsync("aria-disabled", "true");
    }

    [Fact]
    public async Task Code_TypedWhileTheCallMovesOn_Stays()
    {
        await using var tab = await OpenAsync();
        var account = await SignInAsync(tab);
        await tab.HaveFocusAsync("6-digit code");
        await tab.Page.Keyboard.TypeAsync("123");
        await tab.Page.GetByLabel("Don't ask for a call on this device").CheckAsync();
        await tab.Page.GetByLabel("6-digit code").FocusAsync();

        site.Simulator.Answer(site.Simulator.Calls.First(call => call.Dst == account.Number));

        await tab.SeeAsync("You have answered");
        var field = tab.Page.GetByLabel("6-digit code");
        await Assertions.Expect(field).ToHaveValueAsync("123");
        await Assertions.Expect(field).ToBeFocusedAsync();
        await Assertions.Expect(tab.Page.GetByLabel("Don't ask for a call on this device")).ToBeCheckedAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task CodeLife_Always_TicksWarnsAndEndsWithTheFieldAndTheFocusOnTheCallButton()
    {
        await using var tab = await OpenAsync();
        var account = await SignInAsync(tab);
        site.Simulator.Answer(site.Simulator.Calls.First(call => call.Dst == account.Number));
        await tab.SeeAsync("You have answered");
        // A visit in the second half of its life prolongs the half sign-in.
        site.Clock.Advance(TimeSpan.FromMinutes(3));
        await tab.GoAsync(CodePage);
        var (life, warning) = (tab.Page.Locator("#code-life"), tab.Page.Locator("#code-life [role=status]"));
        await Assertions.Expect(Left(tab)).ToHaveTextAsync(Minutes("1:5", "2:00"));
        await Assertions.Expect(warning).ToHaveTextAsync("");
        await Assertions.Expect(life).Not.ToHaveClassAsync(Soon());

        site.Clock.Advance(TimeSpan.FromSeconds(62));
        await tab.Page.Clock.FastForwardAsync(62_000);
        await Assertions.Expect(Left(tab)).ToHaveTextAsync(Minutes("0:5", "0:4"));
        await Assertions.Expect(warning).ToHaveTextAsync("The code expires in 1 minute.");
        await Assertions.Expect(life).ToHaveClassAsync(Soon());
        await tab.HaveFocusAsync("6-digit code");

        site.Clock.Advance(TimeSpan.FromSeconds(60));
        await tab.Page.Clock.FastForwardAsync(60_000);

        await tab.SeeAsync("This code has expired. Get a new one.");
        await Assertions.Expect(tab.Page.GetByLabel("6-digit code")).ToHaveCountAsync(0);
        await Assertions.Expect(tab.Page.Locator("#again")).ToBeFocusedAsync();
        await Assertions.Expect(tab.Page.Locator("#again")).ToHaveTextAsync("Call again");
        Assert.Equal(CodePage, new Uri(tab.Page.Url).AbsolutePath);
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.HaveFocusAsync("6-digit code");
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Page_SignInEndsWithTheCode_GoesBackToTheSignInAndSaysWhy()
    {
        await using var tab = await OpenAsync();
        await SignInAsync(tab);

        site.Clock.Advance(TimeSpan.FromMinutes(5));
        await tab.Page.Clock.FastForwardAsync(302_000);

        await tab.BeAtAsync("/SignIn");
        await tab.SeeAsync("Signing in took too long. Sign in again.");
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kolkata")]
    public async Task Times_WithScripts_AreTheBrowsersOwn(string zone)
    {
        await using var tab = await OpenAsync(zone: zone);
        await SignInAsync(tab);
        var times = tab.Page.Locator("main time[datetime]");
        Assert.True(await times.CountAsync() >= 2);

        foreach (var time in await times.AllAsync())
        {
            var moment = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture);
            var local = TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(zone));
            await Assertions.Expect(time).ToHaveTextAsync(local.ToString("HH:mm", CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Times_WithoutScripts_AreChinasAndSaySo()
    {
        await using var tab = await site.OpenAsync(scripts: false, zone: "America/New_York");
        await SignInAsync(tab);

        foreach (var time in await tab.Page.Locator("main time[datetime]").AllAsync())
        {
            var moment = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture);
            await Assertions.Expect(time).ToHaveTextAsync($"{moment.ToOffset(TimeSpan.FromHours(8)):HH:mm} (China time)");
        }
    }

    [Fact]
    public async Task Button_OfASentForm_SaysThatItIsAtWorkAndIsAsBeforeWhenThePageComesBack()
    {
        await using var tab = await site.OpenAsync();
        var account = await site.CreateAccountAsync();
        await tab.GoAsync("/SignIn");
        await tab.TypeAsync("Email", account.Email);
        await tab.TypeAsync("Password", account.Password);
        var looked = new TaskCompletionSource();
        var sent = 0;
        await tab.Page.RouteAsync("**/SignIn", async route =>
        {
            Interlocked.Increment(ref sent);
            await looked.Task;
            await route.ContinueAsync();
        });

        // The last as after Back, where the browser kept the page as it was.
        var seen = await tab.Page.EvaluateAsync<string[]>("""
            () => {
              const button = document.querySelector("main form button");
              const now = () => `${button.textContent} ${button.getAttribute("aria-disabled")}`;
              const seen = [now()];
              button.click();
              return new Promise((done) => setTimeout(() => {
                seen.push(now());
                button.click();
                seen.push(now());
                dispatchEvent(new Event("pageshow"));
                done([...seen, now()]);
              }, 50));
            }
            """);
        looked.SetResult();

        Assert.Equal(["Sign in null", "Signing in… true", "Signing in… true", "Sign in null"], seen);
        await tab.BeAtAsync(CodePage);
        Assert.Equal(1, sent);
    }

    [Fact]
    public async Task Form_SentWhileThePageReadsItself_IsAnsweredAndSaysSo()
    {
        await using var tab = await OpenAsync();
        var account = await site.CreateAccountAsync(number: null, secondFactor: false);
        var number = site.NextNumber();
        await tab.EnterPasswordAsync(account);
        await tab.SeeAsync("You are signed in");
        await tab.GoAsync("/Phone");
        var (reads, sent, read) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await tab.Page.RouteAsync("**/Phone/Confirm", async route =>
        {
            if (route.Request.ResourceType is "fetch")
            {
                // As the page is once its number is confirmed: elsewhere.
                reads.TrySetResult();
                await sent.Task;
                await route.FulfillAsync(new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = "/Phone" } })
                    .ContinueWith(static _ => { }, TaskScheduler.Default);
                read.TrySetResult();
                return;
            }

            if (route.Request.Method is "POST")
            {
                sent.TrySetResult();
                await read.Task;
            }

            await route.ContinueAsync();
        });
        await tab.TypeAsync("Phone number", number);
        await tab.PressAsync("Call this number");
        await tab.BeAtAsync("/Phone/Confirm");
        await reads.Task;

        await tab.TypeAsync("6-digit code", await site.CodeAsync(number));
        await tab.PressAsync("Confirm");

        await tab.SeeAsync("The phone number is confirmed.");
        Assert.Empty(tab.Complaints);
    }

    private async Task<Tab> OpenAsync(string? zone = null)
    {
        var tab = await site.OpenAsync(zone: zone);
        // Runs as ever, and can be moved on.
        await tab.Page.Clock.InstallAsync();
        return tab;
    }

    private async Task<Account> SignInAsync(Tab tab)
    {
        var account = await site.CreateAccountAsync();
        await tab.EnterPasswordAsync(account);
        await tab.BeAtAsync(CodePage);
        return account;
    }

    private static List<string> CountPosts(Tab tab)
    {
        var posts = new List<string>();
        tab.Page.Request += (_, request) =>
        {
            if (request.Method is "POST")
            {
                posts.Add(request.Url);
            }
        };
        return posts;
    }

    private static ILocator Left(Tab tab) => tab.Page.Locator("#code-life [data-ticks]");

    private static Regex Seconds(int from, int to) =>
        new($"^Call again in ({string.Join('|', Enumerable.Range(from, to - from + 1))}) s$");

    // Beginnings of what is left.
    private static Regex Minutes(params string[] beginnings) => new($"^({string.Join('|', beginnings)})\\d? left$");

    [GeneratedRegex(@"^Next call at \d\d:\d\d\.$")]
    private static partial Regex NextCall();

    [GeneratedRegex(@"(^|\s)soon(\s|$)")]
    private static partial Regex Soon();
}

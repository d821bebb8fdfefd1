using System.Text.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Tests;

namespace WebAppDemo.Tests;

/// <summary>The page that lives on the API alone, with the handset that rings, in both languages. A picture of each state is left.</summary>
public sealed class SinglePageTests(PushedSite site) : IClassFixture<PushedSite>
{
    private static readonly (int Width, ColorScheme Colors)[] Screens = [(1280, ColorScheme.Light), (320, ColorScheme.Dark), (320, ColorScheme.Light)];

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task SignIn_PasswordAndCall_ShowsTheCallAsItGoesAndLetsIn(string language)
    {
        await using var handset = await site.OpenHandsetAsync();
        await using var person = await OpenAsync(language);
        var account = await site.CreateAccountAsync();

        await person.SeeAsync("sign-in");
        await person.LookAsync("sign-in");
        await person.PressAsync("sign-in");
        await Assertions.Expect(person.Field("email")).ToBeFocusedAsync();
        await person.SeeAsync("missing");
        await person.LookAsync("sign-in-missing");
        await person.TypeAsync("email", account.Email);
        await person.TypeAsync("password", "not-the-password");
        await person.PressAsync("sign-in");
        await person.SeeWrongAsync("problem-sign-in-failed");
        await person.LookAsync("sign-in-failed");
        await person.TypeAsync("password", account.Password);
        await person.PressAsync("sign-in");

        await person.SeeCallingAsync(account.MaskedNumber);
        await Assertions.Expect(person.Field("code")).ToBeFocusedAsync();
        await person.LookAsync("calling");
        await handset.PressAsync(account.Number, "Answer");
        await person.SeeAsync("state-answered");
        await person.TypeAsync("code", "1");
        await person.PressAsync("sign-in");
        await person.SeeWrongAsync();
        await Assertions.Expect(person.Field("code")).ToHaveAttributeAsync("aria-invalid", "true");
        await person.LookAsync("code-malformed");
        await person.TypeAsync("code", await person.HearAsync(account.Number));
        await person.Field("rememberDevice").CheckAsync();
        await person.PressAsync("sign-in");
        await person.SeeAsync("signed-in");
        await person.SeeAsync("your-account");
        await person.SeeAsync(account.MaskedNumber);
        await person.LookAsync("account");

        await person.PressAsync("pay");
        await person.TypeAsync("code", await person.HearAsync(account.Number, calls: 2));
        await person.PressAsync("continue");
        await person.SeeAsync("pay-open");
        await person.LookAsync("pay");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = person.Say("go-to-payment") }).ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync(new Uri(site.Address, "/Pay").ToString());

        await person.GoAsync();
        await person.SeeAsync("your-account");
        await person.SignOutAsync();

        // The device is remembered.
        await person.TypeAsync("email", account.Email);
        await person.TypeAsync("password", account.Password);
        await person.PressAsync("sign-in");
        await person.SeeAsync("your-account");
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task SignIn_Declined_SaysSoAndARecoveryCodeOrAppLetsIn(string language)
    {
        await using var handset = await site.OpenHandsetAsync();
        await using var person = await OpenAsync(language);
        var account = await site.CreateAccountAsync();
        var (key, codes) = await site.AddOtherFactorsAsync(account);
        await person.EnterPasswordAsync(account);

        await handset.PressAsync(account.Number, "Decline");
        await person.SeeAsync("state-rejected");
        await person.LookAsync("declined");
        await person.PressAsync("way-recovery-code");
        await person.LookAsync("recovery-code");
        await person.TypeAsync("code", "12345-67890");
        await person.PressAsync("sign-in");
        await person.SeeWrongAsync("problem-wrong-code");
        await person.TypeAsync("code", codes[0]);
        await person.PressAsync("sign-in");
        await person.SeeAsync("your-account");
        await person.SignOutAsync();

        site.Clock.Advance(TimeSpan.FromMinutes(2));
        await person.EnterPasswordAsync(account);
        await person.PressAsync("way-authenticator");
        await person.LookAsync("authenticator");
        await person.TypeAsync("code", AppCode.Of(key));
        await person.PressAsync("sign-in");
        await person.SeeAsync("your-account");
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task SignIn_ByPhone_RingsAndTakesTheSecondStepWhereOneIsOn(string language)
    {
        await using var person = await OpenAsync(language);
        var account = await site.CreateAccountAsync();

        await person.PressAsync("sign-in-by-phone");
        await person.LookAsync("by-phone");
        await person.TypeAsync("phoneNumber", "12345");
        await person.PressAsync("call-this-number");
        await person.SeeWrongAsync();
        await person.TypeAsync("phoneNumber", account.Number);
        await person.PressAsync("call-this-number");
        await person.TypeAsync("code", await person.HearAsync(account.Number));
        await person.LookAsync("by-phone-code");
        await person.PressAsync("sign-in");
        await person.SeeAsync("second-step");
        await person.LookAsync("by-phone-password");
        await person.TypeAsync("password", account.Password);
        await person.PressAsync("sign-in");

        await person.SeeAsync("your-account");
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Account_PhoneAndSecondFactor_AreChangedWithAProof(string language)
    {
        await using var person = await OpenAsync(language);
        var (account, other) = (await site.CreateAccountAsync(number: null, secondFactor: false), site.NextNumber());
        var number = site.NextNumber();
        await person.EnterPasswordAsync(account);
        await person.SeeAsync("your-account");

        await person.PressAsync("add-phone");
        await person.TypeAsync("phoneNumber", number);
        await person.TypeAsync("password", account.Password);
        await person.LookAsync("add-phone");
        await person.PressAsync("continue");
        await person.TypeAsync("code", await person.HearAsync(number));
        await person.PressAsync("continue");
        await person.SeeAsync("phone-changed");

        await person.PressAsync("turn-on");
        await person.ProveAsync(account, number, calls: 2, "turn-on");
        await person.SeeAsync("keep-them");
        await person.LookAsync("recovery-codes");
        await person.PressAsync("kept");
        await person.SeeAsync("turned-on");
        await person.LookAsync("account-on");

        await person.PressAsync("new-codes");
        await person.ProveAsync(account, number, calls: 3);
        await person.SeeAsync("keep-them");
        var code = (await person.Page.Locator(".codes code").AllTextContentsAsync())[0];
        await person.PressAsync("kept");
        await person.SeeAsync("codes-made");

        await person.PressAsync("change-phone");
        await person.TypeAsync("phoneNumber", other);
        await person.Page.GetByLabel(person.Say("by-recovery-code"), new() { Exact = true }).CheckAsync();
        await person.TypeAsync("password", account.Password);
        await person.TypeAsync("code", code);
        await person.PressAsync("continue");
        await person.TypeAsync("code", await person.HearAsync(other));
        await person.PressAsync("continue");
        await person.SeeAsync("phone-changed");
        await person.SeeAsync($"{other[..3]}****{other[^4..]}");

        // The limits of one number and of one user: 3 calls in 10 minutes.
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        await person.PressAsync("turn-off");
        await person.ProveAsync(account, other, calls: 2);
        await person.SeeAsync("turned-off");
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        await person.PressAsync("remove-phone");
        await person.TypeAsync("password", "not-the-password");
        await person.PressAsync("call-me");
        await person.TypeAsync("code", await person.HearAsync(other, calls: 3));
        await person.PressAsync("continue");
        await person.SeeWrongAsync("problem-proof-failed");
        await person.TypeAsync("password", account.Password);
        await person.PressAsync("continue");
        await person.SeeAsync("phone-removed");
        await person.SeeAsync("none");
    }

    [Fact]
    public async Task CallStatus_WithoutTheStream_IsAskedFor()
    {
        await using var handset = await site.OpenHandsetAsync();
        await using var person = await OpenAsync("en-US");
        var account = await site.CreateAccountAsync();
        await person.Page.RouteAsync("**/events", route => route.FulfillAsync(new() { Status = 204 }));
        await person.EnterPasswordAsync(account);

        await person.SeeCallingAsync(account.MaskedNumber);
        await handset.PressAsync(account.Number, "Decline");

        await person.SeeAsync("state-rejected");
    }

    [Fact]
    public async Task Language_Chosen_IsKept()
    {
        await using var person = await OpenAsync("en-US");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "简体中文" }).ClickAsync();

        await Assertions.Expect(person.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("登录");
    }

    private async Task<Person> OpenAsync(string language)
    {
        var person = new Person(site, await site.OpenAsync(width: 390, height: 844, language: language), language);
        await person.GoAsync();
        return person;
    }

    private sealed class Person(BrowserSite site, Tab tab, string language) : IAsyncDisposable
    {
        private readonly JsonElement _words = SinglePageWordsTests.Words.GetProperty(language is "zh-CN" ? "zh-CN" : "en");

        public IPage Page => tab.Page;

        private ILocator Main => Page.GetByRole(AriaRole.Main);

        public async ValueTask DisposeAsync()
        {
            // The browser says of each refusal that its status is none of success.
            Assert.All(tab.Complaints, complaint => Assert.StartsWith("Failed to load resource: the server responded with a status of 4", complaint, StringComparison.Ordinal));
            await tab.DisposeAsync();
        }

        public string Say(string name) => _words.TryGetProperty(name, out var sentence) ? sentence.GetString()! : name;

        public async Task GoAsync()
        {
            await tab.GoAsync("/spa.html");
            await Assertions.Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", language is "zh-CN" ? "zh-CN" : "en");
            await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        }

        public ILocator Field(string name) => Main.Locator($"[name='{name}']");

        public Task TypeAsync(string name, string text) => Field(name).FillAsync(text);

        public Task PressAsync(string name) => Main.GetByRole(AriaRole.Button, new() { Name = Say(name), Exact = true }).ClickAsync();

        public Task SeeAsync(string name) => Assertions.Expect(Main).ToContainTextAsync(Say(name));

        /// <summary>The call is on its way; a push may have told by now that it rings.</summary>
        public Task SeeCallingAsync(string number) => Assertions.Expect(Main).ToContainTextAsync(new Regex(
            $"{Regex.Escape(Say("calling").Replace("{0}", number, StringComparison.Ordinal))}|{Regex.Escape(Say("state-ringing"))}"));

        /// <summary>What is wrong is said, has the focus, and stands in the title.</summary>
        public async Task SeeWrongAsync(string? name = null)
        {
            await Assertions.Expect(Page.Locator("#notice:focus > [role=alert]")).ToContainTextAsync(name is null ? "" : Say(name));
            await Assertions.Expect(Page).ToHaveTitleAsync(new Regex($"^{Say("error-in-title")[..2]}"));
        }

        public async Task EnterPasswordAsync(Account account)
        {
            await TypeAsync("email", account.Email);
            await TypeAsync("password", account.Password);
            await PressAsync("sign-in");
        }

        public async Task SignOutAsync()
        {
            await Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button).ClickAsync();
            await SeeAsync("signed-out");
        }

        public async Task ProveAsync(Account account, string number, int calls, string? picture = null)
        {
            await TypeAsync("password", account.Password);
            await PressAsync("call-me");
            await TypeAsync("code", await HearAsync(number, calls));
            if (picture is not null)
            {
                await LookAsync(picture);
            }

            await PressAsync("continue");
        }

        /// <summary>The code of the newest call, once there are so many.</summary>
        public async Task<string> HearAsync(string number, int calls = 1)
        {
            await Waiting.UntilAsync(TimeSpan.FromSeconds(60), async () =>
                (await site.CallsAsync(number)).Count >= calls ? null : $"There were not so many calls. {await Main.InnerTextAsync()}");
            return await tab.HearAsync(number);
        }

        public async Task LookAsync(string name)
        {
            foreach (var (width, colors) in Screens)
            {
                await Page.SetViewportSizeAsync(width, 800);
                await Page.EmulateMediaAsync(new() { ColorScheme = colors, ReducedMotion = ReducedMotion.Reduce });
                var found = await Page.RunAxe();
                Assert.True(found.Violations.Length is 0, string.Join('\n', found.Violations.Select(violation =>
                    $"{name} {width}: {violation.Id}: {violation.Help}: {string.Join(' ', violation.Nodes.Select(node => node.Html))}")));
                Assert.True(
                    await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{name} scrolls sideways at {width}.");
                await Page.ScreenshotAsync(new()
                {
                    FullPage = true,
                    Path = Path.Combine(Repository.Root, "artifacts", "screenshots", "spa", language, $"{name}-{width}-{colors}.png"),
                });
            }
        }
    }
}

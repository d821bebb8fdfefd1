using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Ytx.Identity.Tests;
using Ytx.Voice.Simulator;

namespace WebAppDemo.Tests;

/// <summary>
/// Every page in the states that it has, in both languages, as axe and a narrow screen see it: light, dark and forced colours, 320 to
/// 1280 pixels, which is 100 to 400 percent. A picture of each is left in <c>artifacts/screenshots</c>, to be looked at.
/// </summary>
public sealed partial class PageStatesTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    // Links inside a sentence are exempt from the size of targets (WCAG 2.2, 2.5.8).
    private const string SmallTargets = """
        () => [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), label.check")]
          .filter(e => e.checkVisibility() && !e.closest("p, li, [role=alert], label.check > *, .skip") && !e.matches(".skip, .check input"))
          .filter(e => e.getBoundingClientRect().height < 44)
          .map(e => e.outerHTML)
        """;

    // All that is read: by eye, by screen readers, and later by way of the script. Not codes, and not what is marked as another language.
    private const string Texts = """
        () => {
          // An e-mail is in the language that it was sent in.
          const isWords = (e) => !e.closest("script, style, code, noscript, [lang]:not(html)") && (!e.closest(".mail") || e.closest("a"));
          const texts = [document.title];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            if (isWords(walker.currentNode.parentElement)) {
              texts.push(walker.currentNode.data);
            }
          }
          for (const e of document.querySelectorAll("*")) {
            for (const { name, value } of e.attributes) {
              const isRead = /^(aria-label|title|alt|placeholder|value)$/.test(name) || name.startsWith("data-");
              const isTechnical = /^data-(part|call-events|call-said-by|sent|passkey|options)$/.test(name) || name === "value" && e.tagName === "INPUT";
              if (isRead && !isTechnical && isWords(e)) {
                texts.push(value);
              }
            }
          }
          return texts.map((text) => text.trim()).filter((text) => text);
        }
        """;

    private static readonly (int Width, ColorScheme Colors, ForcedColors Forced)[] Screens =
    [
        (1280, ColorScheme.Light, ForcedColors.None), (320, ColorScheme.Light, ForcedColors.None),
        (640, ColorScheme.Dark, ForcedColors.None), (320, ColorScheme.Dark, ForcedColors.Active),
    ];

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Pages_InEveryState_HaveNoViolation(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        var look = new Look(walk.Page, language);
        var account = new Account($"{Guid.NewGuid():N}@example.com", "four-words-in-a-row", site.NextNumber());

        await walk.GoAsync("/");
        await look.AtAsync("home");
        await walk.GoAsync("/Register");
        await walk.TypeAsync("Input.Email", "somebody@localhost@");
        await walk.PressAsync("Register/SendLink");
        await look.AtWrongAsync("register-wrong");
        await walk.TypeAsync("Input.Email", account.Email);
        await walk.PressAsync("Register/SendLink");
        await walk.SeeAsync("Register/Sent");
        await look.AtAsync("register-sent");
        await walk.OpenMailAsync(account.Email);
        await walk.TypeAsync("Input.Password", "short");
        await walk.PressAsync("Shared/Register");
        await look.AtWrongAsync("register-password");
        await walk.TypeAsync("Input.Password", account.Password);
        await walk.PressAsync("Shared/Register");
        await walk.SeeAsync("Register/Done");
        await look.AtAsync("sign-in");
        await walk.TypeAsync("Input.Password", "not-the-password");
        await walk.PressAsync("Shared/SignIn");
        await look.AtWrongAsync("sign-in-refused");
        await walk.TypeAsync("Input.Password", account.Password);
        await walk.PressAsync("Shared/SignIn");
        await walk.SeeAsync("Shared/SignedInAs", account.Email);
        await look.AtAsync("home-signed-in");

        await walk.GoAsync("/Account");
        await look.AtAsync("account-new");
        await walk.GoAsync("/SecondFactor");
        await look.AtAsync("second-factor-no-phone");
        await walk.GoAsync("/Phone");
        await walk.TypeAsync("Input.PhoneNumber", "12345");
        await walk.PressAsync("Phone/CallThisNumber");
        await look.AtWrongAsync("phone-wrong");
        await walk.TypeAsync("Input.PhoneNumber", account.Number);
        await walk.PressAsync("Phone/CallThisNumber");
        await walk.BeAtAsync("/Phone/Confirm");
        await walk.Page.Locator("summary").ClickAsync();
        await look.AtAsync("phone-confirm");
        await walk.TypeAsync("Input.Code", "1");
        await walk.PressAsync("Phone/Confirm");
        await walk.SeeAsync("Code/Malformed");
        await look.AtWrongAsync("phone-confirm-malformed");
        await walk.TypeAsync("Input.Code", await walk.HearAsync(account.Number));
        await walk.PressAsync("Phone/Confirm");
        await walk.SeeAsync("Phone/Confirmed");
        await walk.GoAsync("/SecondFactor");
        await look.AtAsync("second-factor-off");
        await walk.PressAsync("Shared/TurnOn");
        await walk.BeAtAsync("/SecondFactor/RecoveryCodes");
        await walk.PressAsync("Shared/TurnOn");
        await look.AtWrongAsync("recovery-codes");
        var codes = await walk.Page.Locator(".codes code").AllTextContentsAsync();
        await walk.Page.Locator("[name='Input.AreKept']").CheckAsync();
        await walk.PressAsync("Shared/TurnOn");
        await walk.SeeAsync("SecondFactor/IsOnNow");
        await look.AtAsync("account-on");
        await walk.GoAsync("/Authenticator");
        await walk.BeAtAsync("/StepUp");
        await look.AtAsync("step-up-factor");
        await walk.FollowAsync("StepUp/NotThisPhone");
        await walk.TypeAsync("Typed", "12345-67890");
        await walk.PressAsync("StepUp/Continue");
        await look.AtWrongAsync("other-factor");
        await walk.TypeAsync("Typed", codes[0]);
        await walk.PressAsync("StepUp/Continue");
        await walk.BeAtAsync("/Authenticator");
        await look.AtAsync("authenticator-begin");
        await walk.PressAsync("Authenticator/Begin");
        await walk.Page.Locator(".qr").WaitForAsync();
        await look.AtAsync("authenticator");
        await walk.TypeAsync("Code", AppCode.Of((await walk.Page.Locator("code").TextContentAsync())!));
        await walk.PressAsync("Authenticator/SetUp");
        await walk.SeeAsync("Authenticator/Done");
        await look.AtAsync("account-app");
        await walk.Page.Locator("[name='step'][value='Call']").CheckAsync();
        await walk.PressAsync("Account/Save");
        await walk.SeeAsync("Account/Saved");
        await walk.GoAsync("/Passkeys");
        await look.AtAsync("passkeys");
        await walk.GoAsync("/Sessions");
        await look.AtAsync("sessions");
        await walk.GoAsync("/Pay");
        await look.AtAsync("step-up");
        await walk.AnswerAsync("Typed", account.Number, "StepUp/Continue");
        await walk.BeAtAsync("/Pay");
        await look.AtAsync("pay");
        await walk.PressAsync("Pay/PayNow");
        await look.AtAsync("paid");
        await walk.GoAsync("/Phone");
        await look.AtAsync("phone-change");
        await walk.GoAsync("/Phone/Remove");
        await look.AtAsync("phone-remove");
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        await walk.GoAsync("/Passkeys");
        await walk.TypeAsync("Password", "not-the-password");
        await walk.PressAsync("Reauthentication/Continue");
        await look.AtWrongAsync("reauthentication");
        await walk.GoAsync("/SignOut");
        await look.AtAsync("sign-out");
        await walk.SignOutAsync();
        await look.AtAsync("signed-out");

        await walk.EnterPasswordAsync(account);
        await walk.BeAtAsync("/SignIn/Call");
        await look.AtAsync("code");
        var wrong = await walk.HearAsync(account.Number) == "000000" ? "111111" : "000000";
        await walk.TypeAsync("Input.Code", wrong);
        await walk.PressAsync("Shared/SignIn");
        await walk.SeeAsync("Code/WrongCode", 4);
        await look.AtWrongAsync("code-wrong");
        await walk.PressAsync("Shared/SignIn");
        for (var i = 0; i < 4; i++)
        {
            await walk.TypeAsync("Input.Code", wrong);
            await walk.PressAsync("Shared/SignIn");
            await Assertions.Expect(walk.Page.Locator("main [aria-disabled]")).ToBeVisibleAsync();
        }

        await walk.SeeAsync("Code/TriesUsedUp");
        await look.AtAsync("code-used-up");
        await walk.GoAsync("/SignIn/Authenticator");
        await walk.TypeAsync("Input.Code", "1");
        await walk.PressAsync("Shared/SignIn");
        await look.AtWrongAsync("second-step-app");
        await walk.GoAsync("/SignIn/RecoveryCode");
        await walk.TypeAsync("Input.Code", "1");
        await walk.PressAsync("Shared/SignIn");
        await look.AtWrongAsync("second-step-recovery-code");
        await walk.GoAsync("/SignIn/Passkey");
        await look.AtAsync("sign-in-passkey");

        site.Clock.Advance(TimeSpan.FromMinutes(11));
        site.Simulator.QueueFault(SimulatorFault.Refuse("-4"));
        await walk.EnterPasswordAsync(account);
        await walk.SeeAsync("Code/CallFailed");
        await look.AtAsync("code-call-failed");
        await walk.GoAsync("/Password");
        await walk.TypeAsync("Input.Email", account.Email);
        await walk.PressAsync("Password/SendLink");
        await walk.SeeAsync("Password/Sent");
        await look.AtAsync("password-forgotten");
        await walk.OpenMailAsync(account.Email);
        await look.AtAsync("password-reset");
        await walk.PressAsync("Code/CallMe");
        await walk.Page.Locator("[name='Input.Code']").WaitForAsync();
        await look.AtAsync("password-reset-called");
        await walk.GoAsync("/Support");
        await look.AtAsync("support");
        await walk.GoAsync("/Operator");
        await walk.TypeAsync("Who", "nobody@example.com");
        await walk.PressAsync("Operator/Find");
        await walk.SeeAsync("Operator/NoUser");
        await walk.TypeAsync("Who", account.Email);
        await walk.PressAsync("Operator/Find");
        await walk.SeeAsync("Operator/Unlock");
        await look.AtAsync("operator");
        await walk.GoAsync("/Mailbox");
        await look.AtAsync("mailbox");
        await walk.GoAsync("/Language");
        await look.AtAsync("language");
        await walk.GoAsync("/Phone/Undo?seal=none");
        await look.AtAsync("undo-ended");
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task PhonePages_InEveryState_HaveNoViolation(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        await using var other = await Walk.BeginAsync(site, language);
        var (look, lookOther) = (new Look(walk.Page, language, "phone"), new Look(other.Page, language, "phone-other"));
        var (number, given) = (site.NextNumber(), site.NextNumber());
        await walk.UseDeviceAsync();

        await walk.GoAsync("/PhoneSignIn");
        await look.AtAsync("number");
        await walk.TypeAsync("Input.PhoneNumber", "12345");
        await walk.PressAsync("Phone/CallThisNumber");
        await look.AtWrongAsync("number-wrong");
        await walk.TypeAsync("Input.PhoneNumber", "+44 20 7946 0958");
        await walk.PressAsync("Phone/CallThisNumber");
        await walk.SeeAsync("Phone/NumberNotCallable");
        await look.AtWrongAsync("number-not-callable");
        await walk.TypeAsync("Input.PhoneNumber", number);
        await walk.PressAsync("Phone/CallThisNumber");
        await walk.BeAtAsync("/PhoneSignIn/Code");
        await walk.Page.Locator("summary").ClickAsync();
        await look.AtAsync("code");
        await walk.TypeAsync("Input.Code", await walk.HearAsync(number) == "000000" ? "111111" : "000000");
        await walk.PressAsync("Shared/SignIn");
        await walk.SeeAsync("Code/WrongCode", 4);
        await look.AtWrongAsync("code-wrong");
        site.Clock.Advance(TimeSpan.FromMinutes(6));
        await walk.GoAsync("/PhoneSignIn/Code");
        await walk.SeeAsync("Code/Expired");
        await look.AtAsync("code-expired");
        await walk.PressAsync("Code/CallAgain");
        await walk.Page.Locator("[name='Input.Code']").WaitForAsync();
        await walk.TypeAsync("Input.Code", await walk.HearAsync(number));
        await walk.PressAsync("Shared/SignIn");
        await walk.BeAtAsync("/PhoneSignIn/Offer");
        await look.AtAsync("offer");
        await walk.FollowAsync("PhoneSignIn/OfferNo");
        await walk.SeeAsync("Shared/SignedInAs", new Account("", "", number).MaskedNumber);
        await look.AtAsync("home");
        await walk.GoAsync("/Account");
        await look.AtAsync("account");
        await walk.GoAsync("/SecondFactor");
        await look.AtAsync("second-factor");
        await walk.GoAsync("/Phone");
        await look.AtAsync("phone-change");
        await walk.GoAsync("/Phone/Remove");
        await walk.SeeAsync("Phone/OnlyWay");
        await look.AtAsync("phone-only-way");
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        await walk.GoAsync("/Passkeys?returnUrl=%2FAccount");
        await walk.SeeAsync("Reauthentication/SignInAgainWhy");
        await look.AtAsync("reauthentication");

        await other.EnterPhoneAsync(number);
        await other.BeAtAsync("/PhoneSignIn/Offer");
        await walk.GoAsync("/Account");
        await look.AtAsync("told-new-device");
        await walk.PressAsync("PhoneSignIn/Dismiss");
        await other.UseDeviceAsync();
        await other.PressAsync("PhoneSignIn/OfferYes");
        await other.SeeAsync("Passkeys/Added");
        await lookOther.AtAsync("passkey-added");
        // A number has three calls an hour.
        site.Clock.Advance(TimeSpan.FromMinutes(50));
        await other.SignOutAsync();
        await other.EnterPhoneAsync(number);
        await other.SeeAsync("PhoneSignIn/WayBackLong");
        await lookOther.AtAsync("way-back");
        await walk.GoAsync("/Account");
        await look.AtAsync("told-way-back");
        await walk.PressAsync("PhoneSignIn/StopWayBack");
        await walk.SeeAsync("PhoneSignIn/Stopped");
        await look.AtAsync("stopped");
        await walk.GoAsync("/Sessions");
        await look.AtAsync("sessions");
        await walk.SignOutAsync();

        await walk.EnterPhoneAsync(given);
        await walk.BeAtAsync("/PhoneSignIn/Offer");
        site.Carrier.Give(given);
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        await other.EnterPhoneAsync(given);
        await other.SeeAsync("PhoneSignIn/HeldWhy");
        await lookOther.AtAsync("held");
        await walk.GoAsync("/Phone");
        await look.AtAsync("told-claimed");
        var account = await site.CreateAccountAsync();
        await other.EnterPhoneAsync(account.Number);
        await other.BeAtAsync("/PhoneSignIn/SecondStep");
        await lookOther.AtAsync("second-step");
        await other.TypeAsync("Input.Password", "not-the-password");
        await other.PressAsync("Shared/SignIn");
        await lookOther.AtWrongAsync("second-step-wrong");
        await other.GoAsync("/Operator");
        await other.TypeAsync("Who", account.Number);
        await other.PressAsync("Operator/Find");
        await other.SeeAsync("Operator/Unlock");
        await lookOther.AtAsync("operator");
    }

    private sealed partial class Look(IPage page, string language, string group = "")
    {
        private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "screenshots");

        private readonly PageWords _words = new(language);
        private int _count;

        /// <summary>A state in which something is wrong: said in the title, at a field or in the notice, which has the focus.</summary>
        public async Task AtWrongAsync(string name)
        {
            await Assertions.Expect(page.Locator("main [aria-invalid=true], main [role=alert]").First).ToBeVisibleAsync();
            await Assertions.Expect(page).ToHaveTitleAsync(new Regex($"^{_words["Shared/ErrorInTitle", ""]}"));
            await Assertions.Expect(page.Locator("main [aria-invalid=true]:focus, main :focus:has(> [role=alert])")).ToHaveCountAsync(1);
            await AtAsync(name);
        }

        public async Task AtAsync(string name)
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
            // On a busy machine the words are there before the style sheet.
            await page.WaitForLoadStateAsync(LoadState.Load);
            foreach (var (width, colors, forced) in Screens)
            {
                await page.SetViewportSizeAsync(width, 800);
                // Without motion, or a button would be looked at half-way from the colours of the last screen.
                await page.EmulateMediaAsync(new() { ColorScheme = colors, ForcedColors = forced, ReducedMotion = ReducedMotion.Reduce });
                // A narrow page has the same elements and colours, and both languages the same ones: light in the one, dark in the other.
                var found = width is 320 || colors is ColorScheme.Dark == language is "en-US" ? null : await page.RunAxe();
                Assert.True(found is null or { Violations.Length: 0 }, string.Join('\n', found?.Violations.Select(violation =>
                    $"{name} {width}: {violation.Id}: {violation.Help}: {string.Join(' ', violation.Nodes.Select(node => node.Html))}") ?? []));
                Assert.True(
                    await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"),
                    $"{name} scrolls sideways at {width} pixels.");
                Assert.Empty(await page.EvaluateAsync<string[]>(SmallTargets));
                if (width is not 640 && forced is ForcedColors.None)
                {
                    await page.ScreenshotAsync(new()
                    {
                        FullPage = true,
                        Path = Path.Combine(
                            Folder, language, group, $"{_count:D2}-{name}-{width}.png"),
                    });
                }
            }

            await ReadAsync(name);
            _count++;
            await page.SetViewportSizeAsync(390, 844);
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ForcedColors = ForcedColors.None });
        }

        // What has no twin in the other language shows here.
        private async Task ReadAsync(string name)
        {
            // Rules of the library, and states of calls, are an operator's names for what is in the documents.
            var texts = name is "operator" ? [] : await page.EvaluateAsync<string[]>(Texts);
            Assert.DoesNotContain(texts, text => language is "zh-CN"
                ? Latin().IsMatch(NoWords().Replace(text, "")) : Cjk().IsMatch(text));
        }

        // Names, addresses of e-mails and of pages.
        [GeneratedRegex(@"ASP\.NET Core Identity|Ytx\.Identity|[\w.-]+@[\w.-]+|https?://\S+|SIM|PIN|JavaScript|Chrome, Linux")]
        private static partial Regex NoWords();

        [GeneratedRegex("[A-Za-z]+")]
        private static partial Regex Latin();

        // Characters, and the full stops and brackets that go with them.
        [GeneratedRegex(@"[\u2E80-\u9FFF\uFF00-\uFFEF]")]
        private static partial Regex Cjk();
    }
}

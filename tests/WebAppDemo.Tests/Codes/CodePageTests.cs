using WebAppDemo.Tests.Attacks;
using Ytx.Voice.Simulator;

namespace WebAppDemo.Tests;

/// <summary>The code page shows what can be done now, and only that.</summary>
public sealed class CodePageTests(DemoSite site) : IClassFixture<DemoSite>
{
    private const string CodePage = "/SignIn/Call";

    [Fact]
    public async Task Page_CodeIsLive_HasTheFieldWithTheFocusAndTheWaitInTheSecondButton()
    {
        var (visitor, account, page) = await SignInAsync();
        using var _ = visitor;

        Assert.Equal($"We're calling {account.MaskedNumber} from 010-8548 5069. Answer and type the 6 digits.", page.CodeSaid);
        Assert.Equal(("done", 60, 300), (page.Tone, page.WaitSeconds, page.CodeSeconds));
        Assert.Equal("Input_Code", Focus(page));
        Assert.True(page.Document.QuerySelector("#again")!.ClassList.Contains("second"));
        Assert.Contains("code-notice", page.Document.QuerySelector("#Input_Code")!.GetAttribute("aria-describedby"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_TriesUsedUp_HasTheCallButtonInThePlaceOfTheField()
    {
        var (visitor, account, page) = await SignInAsync();
        using var _ = visitor;
        for (var i = 0; i < 5; i++)
        {
            page = await visitor.EnterCodeAsync(page, Codes.Wrong(await site.CodeAsync(account.Number)));
        }

        AssertCallOnly(page, "wrong", "Too many wrong tries with this code. Get a new one.", 60);

        site.Clock.Advance(TimeSpan.FromSeconds(61));
        AssertCallOnly(await visitor.GetAsync(CodePage), "wrong", "Too many wrong tries with this code. Get a new one.", 0);
    }

    [Fact]
    public async Task Page_CodeExpires_HasTheCallButtonInThePlaceOfTheField()
    {
        var (visitor, account, _) = await SignInAsync();
        using var __ = visitor;
        // A visit in the second half of its life prolongs the half sign-in, not the code.
        site.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(120, (await visitor.GetAsync(CodePage)).CodeSeconds);
        site.Clock.Advance(TimeSpan.FromMinutes(2));

        var page = await visitor.GetAsync(CodePage);

        AssertCallOnly(page, "wrong", "This code has expired. Get a new one.", 0);
        page = await visitor.SubmitAsync(page, "Call again");
        Assert.True(page.TakesACode);
        Assert.Contains("You are signed in", (await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_CallFailed_HasTheCallButtonInThePlaceOfTheField()
    {
        site.Simulator.QueueFault(SimulatorFault.Refuse("-204"));

        var (visitor, _, page) = await SignInAsync();

        AssertCallOnly(page, "wrong", "The call didn't go out. Try again; if it fails again, wait a few minutes.", 0);
        visitor.Dispose();
    }

    [Fact]
    public async Task Page_SecondCallFailed_KeepsTheFieldForTheCodeThatWasHeard()
    {
        var (visitor, account, page) = await SignInAsync();
        using var _ = visitor;
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        site.Simulator.QueueFault(SimulatorFault.Refuse("-204"));

        page = await visitor.SubmitAsync(page, "Call again");

        Assert.Equal(("wrong", "The call didn't go out. A code you heard before is still valid.", 240), (page.Tone, page.CodeSaid, page.CodeSeconds));
        Assert.Contains("You are signed in", (await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_QuotaUsedUp_HasTheWaitInTheButtonAndNoneWhereTheSignInEndsFirst()
    {
        await using var strict = new ConfiguredSite("Development", new() { ["Ytx:Limits:NumberOwner"] = "1 in 15m" });
        await strict.InitializeAsync();
        var account = await strict.CreateAccountAsync();
        using var first = strict.Visitor();
        using var early = strict.Visitor();
        using var late = strict.Visitor();
        await first.EnterPasswordAsync(account);
        var until = WebPage.Minute(strict.Clock.GetUtcNow() + TimeSpan.FromMinutes(15));

        strict.Clock.Advance(TimeSpan.FromMinutes(9));
        var page = await early.EnterPasswordAsync(account);
        Assert.StartsWith("You've used your calls for now. Sign in again after", page.CodeSaid, StringComparison.Ordinal);
        Assert.Equal(("wait", until, false, null), (page.Tone, page.SaidMoment, page.TakesACode, page.WaitSeconds));

        strict.Clock.Advance(TimeSpan.FromMinutes(2));
        page = await late.EnterPasswordAsync(account);
        Assert.StartsWith("You've used your calls for now. Next call at", page.CodeSaid, StringComparison.Ordinal);
        Assert.Equal((until, until), (page.SaidMoment, page.NextCall));
        AssertCallOnly(page, "wait", page.CodeSaid, 240);
        Assert.Single(await strict.CallsAsync(account.Number));
    }

    [Fact]
    public async Task Page_SameCodeAgain_SaysThatItIsTheSame()
    {
        var (visitor, account, page) = await SignInAsync();
        using var _ = visitor;
        site.Clock.Advance(TimeSpan.FromMinutes(1));

        page = await visitor.SubmitAsync(page, "Call again");

        Assert.Equal(("done", "Calling again, the code is the same."), (page.Tone, page.CodeSaid));
        var calls = await site.CallsAsync(account.Number);
        Assert.Equal(calls[1].Code, calls[0].Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    public async Task Code_ThatCannotBeRight_ReachesNeitherTheTriesNorIdentitysLockout(string typed)
    {
        var (visitor, account, page) = await SignInAsync();
        using var _ = visitor;
        var code = await site.CodeAsync(account.Number);

        for (var i = 0; i < 11; i++)
        {
            page = await visitor.EnterCodeAsync(page, typed);
            Assert.Equal(("wrong", "Type all digits of the code. This didn't count as a try."), (page.Tone, page.CodeSaid));
            Assert.Equal(300, page.CodeSeconds);
        }

        Assert.Equal(0, (await site.FindUserAsync(account.Email))!.AccessFailedCount);
        page = await visitor.EnterCodeAsync(page, Codes.Wrong(code));
        Assert.Equal("That code isn't right. 4 tries left.", page.CodeSaid);
        Assert.Equal(1, (await site.FindUserAsync(account.Email))!.AccessFailedCount);
        Assert.Contains("You are signed in", (await visitor.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_OfAFormWhoseCodeHasEnded_IsNotSaidToBeMistyped()
    {
        var (visitor, account, page) = await SignInAsync();
        using var _ = visitor;
        var code = await site.CodeAsync(account.Number);
        for (var i = 0; i < 5; i++)
        {
            await visitor.EnterCodeAsync(page, Codes.Wrong(code));
        }

        var answer = await visitor.EnterCodeAsync(page, "12");

        AssertCallOnly(answer, "wrong", "This code has expired. Get a new one.", 60);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RememberDevice_WrongCode_IsAsItWasTicked(bool remember)
    {
        var (visitor, account, page) = await SignInAsync();
        using var _ = visitor;
        var code = await site.CodeAsync(account.Number);
        (string, string)[] tick = remember ? [("Input.RememberDevice", "true")] : [];

        page = await visitor.SubmitAsync(page, "Sign in", [("Input.Code", Codes.Wrong(code)), .. tick]);
        Assert.Equal(remember, page.Form("Sign in").Fields.ContainsKey("Input.RememberDevice"));
        page = await visitor.GetAsync(CodePage);
        Assert.Equal(remember, page.Form("Sign in").Fields.ContainsKey("Input.RememberDevice"));

        await visitor.EnterCodeAsync(page, code);
        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");
        Assert.Equal(remember ? "/" : CodePage, (await visitor.EnterPasswordAsync(account)).Path);
    }

    [Fact]
    public async Task Back_AfterTheSignIn_IsNoError()
    {
        var (visitor, account, page) = await SignInAsync();
        using var _ = visitor;
        var code = await site.CodeAsync(account.Number);
        await visitor.EnterCodeAsync(page, code);

        foreach (var path in (string[])[CodePage, "/SignIn/RecoveryCode"])
        {
            var again = await visitor.GetAsync(path);
            Assert.Equal(("/", ""), (again.Path, again.Said));
            Assert.Contains("You are signed in", again.Text, StringComparison.Ordinal);
        }

        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task Back_AfterTheNumberIsConfirmed_IsNoError()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));
        var number = site.NextNumber();
        var page = await visitor.SubmitAsync(await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", number));
        await visitor.EnterCodeAsync(page, await site.CodeAsync(number), "Confirm");

        page = await visitor.GetAsync("/Phone/Confirm");

        Assert.Equal(("/Account", ""), (page.Path, page.Said));
    }

    [Fact]
    public async Task Back_AfterTheCallIsTurnedOn_IsNoErrorAndShowsNoCodes()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(secondFactor: false));
        await visitor.TurnOnAsync();

        var page = await visitor.GetAsync("/SecondFactor/RecoveryCodes");

        Assert.Equal(("/StepUp", ""), (page.Path, page.Said));
        Assert.Null(page.Document.QuerySelector("ul.codes"));
    }

    [Fact]
    public async Task NewNumber_ItsCodePage_ShowsItInFullWithAWayToCorrectIt()
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));
        var number = site.NextNumber();

        var page = await visitor.SubmitAsync(await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", number));

        Assert.Equal($"We're calling {number[..3]} {number[3..7]} {number[7..]} from 010-8548 5069. Answer and type the 6 digits.", page.CodeSaid);
        Assert.Equal("/Phone", page.Document.QuerySelector(".call-number a")!.GetAttribute("href"));
    }

    private static void AssertCallOnly(WebPage page, string tone, string said, int wait)
    {
        Assert.Equal((tone, said), (page.Tone, page.CodeSaid));
        Assert.Equal((false, null, wait), (page.TakesACode, page.CodeSeconds, page.WaitSeconds));
        Assert.Equal("again", Focus(page));
        var button = page.Document.QuerySelector("#again")!;
        // It says how long, and can be reached.
        Assert.False(button.HasAttribute("disabled"));
        Assert.Equal("again-wait", button.GetAttribute("aria-describedby"));
        Assert.False(button.ClassList.Contains("second"));
        Assert.Equal(wait is 0, page.NextCall is null);
    }

    private static string? Focus(WebPage page) => Assert.Single(page.Document.QuerySelectorAll("[autofocus]")).Id;

    private async Task<(Visitor Visitor, Account Account, WebPage Page)> SignInAsync()
    {
        var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        return (visitor, account, await visitor.EnterPasswordAsync(account));
    }
}

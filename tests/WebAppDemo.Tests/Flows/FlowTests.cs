using Microsoft.Playwright;

namespace WebAppDemo.Tests;

/// <summary>Every flow of the site as people walk it, in both languages.</summary>
public sealed class FlowTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const string Words = "four-words-in-a-row";

    public static TheoryData<string> Languages => ["en-US", "zh-CN"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Register_PhoneAndCallTurnedOn_CodesAreKeptFirst(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        var account = new Account($"{Guid.NewGuid():N}@example.com", Words, site.NextNumber());
        await walk.GoAsync("/Register");
        await walk.TypeAsync("Input.Email", account.Email);
        await walk.PressAsync("Register/SendLink");
        await walk.SeeAsync("Register/Sent");
        await Assertions.Expect(walk.Page.Locator("[name='Input.Email']")).ToHaveValueAsync(account.Email);

        await walk.OpenMailAsync(account.Email);
        await walk.TypeAsync("Input.Password", "password1");
        await walk.PressAsync("Shared/Register");
        await walk.SeeAsync("Shared/PasswordCommon");
        await walk.TypeAsync("Input.Password", account.Password);
        await walk.PressAsync("Shared/Register");
        await walk.SeeAsync("Register/Done");
        await Assertions.Expect(walk.Page.Locator("[name='Input.Email']")).ToHaveValueAsync(account.Email);

        await walk.TypeAsync("Input.Password", account.Password);
        await walk.PressAsync("Shared/SignIn");
        await walk.GoAsync("/Account");
        await walk.FollowAsync("Shared/AddPhone");
        await walk.TypeAsync("Input.PhoneNumber", account.Number);
        await walk.PressAsync("Phone/CallThisNumber");
        await walk.BeAtAsync("/Phone/Confirm");
        await Assertions.Expect(walk.Page.Locator(".call-number strong")).ToHaveTextAsync($"{account.Number[..3]} {account.Number[3..7]} {account.Number[7..]}");
        await walk.TypeAsync("Input.Code", await walk.HearAsync(account.Number));
        await walk.PressAsync("Phone/Confirm");
        await walk.SeeAsync("Phone/Confirmed");

        await walk.GoAsync("/SecondFactor");
        await walk.SeeAsync("SecondFactor/CannotHear");
        await walk.PressAsync("Shared/TurnOn");
        await walk.BeAtAsync("/SecondFactor/RecoveryCodes");
        await Assertions.Expect(walk.Page.Locator(".codes code")).ToHaveCountAsync(10);
        await walk.PressAsync("Shared/TurnOn");
        await walk.SeeAsync("SecondFactor/KeepFirst");
        Assert.False((await site.FindUserAsync(account.Email))!.TwoFactorEnabled);
        await walk.Page.Locator("[name='Input.AreKept']").CheckAsync();
        await walk.PressAsync("Shared/TurnOn");
        await walk.SeeAsync("SecondFactor/IsOnNow");
        await walk.GoAsync("/SecondFactor/RecoveryCodes");
        await walk.BeAtAsync("/StepUp");
        Assert.True((await site.FindUserAsync(account.Email))!.TwoFactorEnabled);

        await walk.SignOutAsync();
        await walk.SignInAsync(account);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task SignIn_AuthenticatorApp_ComesFirstAndTheCallIsAnotherWay(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        var account = await site.CreateAccountAsync();
        await walk.SignInAsync(account);
        await walk.GoAsync("/Authenticator");
        await walk.PressAsync("Authenticator/Begin");
        var key = await walk.Page.Locator("code").TextContentAsync();
        await walk.TypeAsync("Code", "000000");
        await walk.PressAsync("Authenticator/SetUp");
        await walk.SeeAsync("SignIn/WrongAppCode");
        await walk.TypeAsync("Code", AppCode.Of(key!));
        await walk.PressAsync("Authenticator/SetUp");
        await walk.SeeAsync("Authenticator/Done");

        var calls = (await site.CallsAsync(account.Number)).Count;
        await walk.SignOutAsync();
        await walk.EnterPasswordAsync(account);
        await walk.BeAtAsync("/SignIn/Authenticator");
        Assert.Equal(calls, (await site.CallsAsync(account.Number)).Count);
        await walk.TypeAsync("Input.Code", "12345");
        await walk.PressAsync("Shared/SignIn");
        await walk.SeeAsync("SignIn/AppCodeMalformed");
        await walk.TypeAsync("Input.Code", AppCode.Of(key!));
        await walk.PressAsync("Shared/SignIn");
        await walk.SeeAsync("Shared/SignedInAs", account.Email);

        await walk.GoAsync("/Account");
        await walk.Page.Locator("[name='step'][value='Call']").CheckAsync();
        await walk.PressAsync("Account/Save");
        await walk.SeeAsync("Account/Saved");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await walk.SignOutAsync();
        await walk.EnterPasswordAsync(account);
        await walk.BeAtAsync("/SignIn/Call");
        await walk.FollowAsync("SignIn/UseAuthenticator");
        await walk.BeAtAsync("/SignIn/Authenticator");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task SignIn_Passkey_NeedsNeitherPasswordNorCall(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        await walk.UseDeviceAsync();
        var account = await site.CreateAccountAsync();
        await walk.SignInAsync(account);
        await walk.GoAsync("/Passkeys");
        await walk.PressAsync("Passkeys/Add");
        await walk.SeeAsync("Passkeys/Added");
        await walk.SignOutAsync();

        // In the middle of a sign-in by call, which goes on if no passkey is used.
        var calls = (await site.CallsAsync(account.Number)).Count;
        await walk.GoAsync("/SignIn/Passkey");
        await walk.PressAsync("SignIn/UsePasskey");
        await walk.SeeAsync("Shared/SignedInAs", account.Email);
        Assert.Equal(calls, (await site.CallsAsync(account.Number)).Count);

        await walk.GoAsync("/Sessions");
        await walk.SeeAsync("Sessions/ByPasskey");
        await walk.GoAsync("/Passkeys");
        await walk.PressAsync("Passkeys/Remove");
        await walk.SeeAsync("Passkeys/Removed");
        await walk.SignOutAsync();
        await walk.GoAsync("/SignIn/Passkey");
        await walk.PressAsync("SignIn/UsePasskey");
        await walk.SeeAsync("SignIn/PasskeyRefused");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Sessions_DeviceForgottenAndOtherSessionEnded_AreAtOnce(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        await using var other = await Walk.BeginAsync(site, language);
        var account = await site.CreateAccountAsync();
        await walk.SignInAsync(account, remember: true);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await other.SignInAsync(account);

        await walk.GoAsync("/Sessions");
        await walk.PressAsync("Sessions/End");
        await walk.SeeAsync("Sessions/Ended");
        await other.GoAsync("/Account");
        await other.BeAtAsync("/SignIn");

        await walk.SignOutAsync();
        await walk.EnterPasswordAsync(account);
        await walk.SeeAsync("Shared/SignedInAs", account.Email);
        await walk.GoAsync("/Sessions");
        await walk.PressAsync("Sessions/Forget");
        await walk.SeeAsync("Sessions/NoDevices");
        await walk.SignOutAsync();
        await walk.EnterPasswordAsync(account);
        await walk.BeAtAsync("/SignIn/Call");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Phone_Changed_TakesThePresentFactorTellsTheOwnerAndCanBeUndone(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        await using var owner = await Walk.BeginAsync(site, language);
        var account = await site.CreateAccountAsync();
        var number = site.NextNumber();
        await walk.SignInAsync(account);
        site.Clock.Advance(TimeSpan.FromMinutes(6));
        await walk.GoAsync("/Phone");
        await walk.BeAtAsync("/StepUp");
        await walk.SeeAsync("StepUp/Action-change-factor");
        await walk.AnswerAsync("Typed", account.Number, "StepUp/Continue");
        await walk.BeAtAsync("/Phone");
        await walk.TypeAsync("Input.PhoneNumber", number);
        await walk.TypeAsync("Input.Password", "wrong-password");
        await walk.PressAsync("Phone/CallThisNumber");
        await walk.SeeAsync("Shared/CurrentPasswordWrong");
        await Assertions.Expect(walk.Page.Locator("[name='Input.PhoneNumber']")).ToHaveValueAsync(number);
        await walk.TypeAsync("Input.Password", account.Password);
        await walk.PressAsync("Phone/CallThisNumber");
        await walk.BeAtAsync("/Phone/Confirm");
        Assert.Equal($"+86{account.Number}", (await site.FindUserAsync(account.Email))!.PhoneNumber);
        await walk.TypeAsync("Input.Code", await walk.HearAsync(number));
        await walk.PressAsync("Phone/Confirm");
        await walk.SeeAsync("Phone/Confirmed");
        Assert.Equal($"+86{number}", (await site.FindUserAsync(account.Email))!.PhoneNumber);

        await owner.OpenMailAsync(account.Email);
        await owner.SeeAsync("Phone/UndoLong");
        Assert.Equal($"+86{number}", (await site.FindUserAsync(account.Email))!.PhoneNumber);
        await owner.PressAsync("Phone/UndoNow");
        await owner.SeeAsync("Phone/Undone");
        Assert.Equal($"+86{account.Number}", (await site.FindUserAsync(account.Email))!.PhoneNumber);
        await walk.GoAsync("/Account");
        await walk.BeAtAsync("/SignIn");
        await owner.OpenMailAsync(account.Email);
        await owner.SeeAsync("Phone/UndoEnded");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Phone_LostAndRemoved_TakesARecoveryCode(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        var account = await site.CreateAccountAsync();
        await walk.SignInAsync(account);
        await walk.GoAsync("/SecondFactor");
        await walk.PressAsync("SecondFactor/NewCodes");
        var codes = await walk.Page.Locator(".codes code").AllTextContentsAsync();
        await walk.Page.Locator("[name='Input.AreKept']").CheckAsync();
        await walk.PressAsync("SecondFactor/Finish");
        await walk.SeeAsync("SecondFactor/CodesKept");
        await walk.SignOutAsync();

        await walk.EnterPasswordAsync(account);
        await walk.BeAtAsync("/SignIn/Call");
        await walk.FollowAsync("SignIn/UseRecoveryCode");
        await walk.TypeAsync("Input.Code", codes[0]);
        await walk.PressAsync("Shared/SignIn");
        await walk.SeeAsync("Shared/SignedInAs", account.Email);

        site.Clock.Advance(TimeSpan.FromMinutes(6));
        await walk.GoAsync("/Phone/Remove");
        await walk.BeAtAsync("/StepUp");
        await walk.FollowAsync("StepUp/NotThisPhone");
        await walk.TypeAsync("Typed", codes[0]);
        await walk.PressAsync("StepUp/Continue");
        await walk.SeeAsync("StepUp/OtherWrong");
        await walk.TypeAsync("Typed", codes[1]);
        await walk.PressAsync("StepUp/Continue");
        await walk.BeAtAsync("/Phone/Remove");
        await walk.SeeAsync("Phone/RemoveTurnsOff");
        await walk.TypeAsync("Password", account.Password);
        await walk.PressAsync("Phone/RemoveIt");
        await walk.SeeAsync("Phone/Removed");
        Assert.Null((await site.FindUserAsync(account.Email))!.PhoneNumber);
        Assert.Single(site.Mail.To(account.Email));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Pay_CodeForIt_OpensForFiveMinutesAndNoCodeOfTheSignInDoes(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        var account = await site.CreateAccountAsync();
        await walk.SignInAsync(account, remember: true);
        await walk.GoAsync("/Pay");
        await walk.BeAtAsync("/StepUp");
        await walk.SeeAsync("StepUp/Action-pay");
        await walk.AnswerAsync("Typed", account.Number, "StepUp/Continue");
        await walk.BeAtAsync("/Pay");
        await walk.PressAsync("Pay/PayNow");
        await walk.SeeAsync("Pay/Paid");

        // Back to the page of the code is no error.
        await walk.GoAsync("/StepUp?action=pay&returnUrl=%2FPay");
        await walk.BeAtAsync("/Pay");
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        await walk.GoAsync("/Pay");
        await walk.BeAtAsync("/StepUp");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Password_Forgotten_TakesLinkAndCallAndSignsNobodyIn(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        var account = await site.CreateAccountAsync();
        await walk.GoAsync("/SignIn");
        await walk.FollowAsync("SignIn/Forgotten");
        await walk.TypeAsync("Input.Email", account.Email);
        await walk.PressAsync("Password/SendLink");
        await walk.SeeAsync("Password/Sent");

        await walk.OpenMailAsync(account.Email);
        await walk.SeeAsync("Password/CallToo");
        await Assertions.Expect(walk.Page.Locator("[name='Input.Password']")).ToHaveCountAsync(0);
        Assert.Empty(await site.CallsAsync(account.Number));
        await walk.PressAsync("Code/CallMe");
        await walk.Page.Locator("[name='Input.Code']").WaitForAsync();
        await walk.TypeAsync("Input.Code", await walk.HearAsync(account.Number));
        await walk.TypeAsync("Input.Password", "12345678");
        await walk.PressAsync("Password/SetPassword");
        await walk.SeeAsync("Shared/PasswordCommon");
        await walk.TypeAsync("Input.Code", await walk.HearAsync(account.Number));
        await walk.TypeAsync("Input.Password", Words);
        await walk.PressAsync("Password/SetPassword");
        await walk.SeeAsync("Password/Done");
        await walk.BeAtAsync("/SignIn");
        await walk.SignInAsync(account with { Password = Words });
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task PhoneSignIn_NewNumber_HasAnAccountAndThenAPasskeyWhichTakesOver(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        await using var other = await Walk.BeginAsync(site, language);
        var account = new Account("", "", site.NextNumber());
        await walk.UseDeviceAsync();
        await walk.GoAsync("/SignIn?returnUrl=%2FAccount");
        await walk.FollowAsync("SignIn/UsePhone");
        await walk.BeAtAsync("/PhoneSignIn");
        await walk.TypeAsync("Input.PhoneNumber", account.Number);
        await walk.PressAsync("Phone/CallThisNumber");
        await walk.BeAtAsync("/PhoneSignIn/Code");
        await Assertions.Expect(walk.Page.Locator(".call-number strong")).ToHaveTextAsync($"{account.Number[..3]} {account.Number[3..7]} {account.Number[7..]}");

        // Back to the number, and the same one again: the code that was heard stays good.
        var code = await walk.HearAsync(account.Number);
        await walk.FollowAsync("Code/ChangeNumber");
        await walk.BeAtAsync("/PhoneSignIn");
        await walk.PressAsync("Phone/CallThisNumber");
        await walk.SeeAsync("Code/JustCalled");
        await walk.TypeAsync("Input.Code", "1");
        await walk.PressAsync("Shared/SignIn");
        await walk.SeeAsync("Code/Malformed");
        await walk.TypeAsync("Input.Code", code);
        await walk.PressAsync("Shared/SignIn");
        await walk.BeAtAsync("/PhoneSignIn/Offer");
        Assert.Single(await site.CallsAsync(account.Number));
        await walk.PressAsync("PhoneSignIn/OfferYes");
        await walk.BeAtAsync("/Account");
        await walk.SeeAsync("Passkeys/Added");
        await walk.SeeAsync("Account/PhoneAloneWayBack");
        await walk.SignOutAsync();

        await walk.GoAsync("/SignIn/Passkey");
        await walk.PressAsync("SignIn/UsePasskey");
        await walk.SeeAsync("Shared/SignedInAs", account.MaskedNumber);
        await walk.GoAsync("/Sessions");
        await walk.SeeAsync("Sessions/ByPasskey");
        await walk.SeeAsync("Sessions/ByPhone");

        // The phone is the way back now, a day after the owner was told, who stops it.
        await other.EnterPhoneAsync(account.Number);
        await other.SeeAsync("PhoneSignIn/WayBackLong");
        await walk.GoAsync("/");
        await Assertions.Expect(walk.Page.Locator(".told .notice")).ToContainTextAsync(account.MaskedNumber);
        await walk.PressAsync("PhoneSignIn/Dismiss");
        await Assertions.Expect(walk.Page.Locator(".told")).ToHaveCountAsync(0);
        await walk.GoAsync("/Account");
        await walk.PressAsync("PhoneSignIn/StopWayBack");
        await walk.SeeAsync("PhoneSignIn/Stopped");
        site.Clock.Advance(TimeSpan.FromHours(25));
        await other.EnterPhoneAsync(account.Number);
        await other.SeeAsync("PhoneSignIn/WayBackLong");

        // Nobody stops the next one.
        site.Clock.Advance(TimeSpan.FromHours(25));
        await other.EnterPhoneAsync(account.Number);
        await other.SeeAsync("Shared/SignedInAs", account.MaskedNumber);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task PhoneSignIn_SecondStepIsOn_TakesThePasswordAndNoCall(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        var account = await site.CreateAccountAsync();
        await walk.EnterPhoneAsync(account.Number);
        await walk.BeAtAsync("/PhoneSignIn/SecondStep");
        await Assertions.Expect(walk.Page.Locator("main a[href*='/SignIn/Call']")).ToHaveCountAsync(0);
        await walk.GoAsync("/SignIn/Call");
        await walk.BeAtAsync("/PhoneSignIn/SecondStep");
        await walk.TypeAsync("Input.Password", "not-the-password");
        await walk.PressAsync("Shared/SignIn");
        await walk.SeeAsync("PhoneSignIn/PasswordRefused");
        await walk.FollowAsync("SignIn/UseRecoveryCode");
        await walk.BeAtAsync("/SignIn/RecoveryCode");
        await walk.FollowAsync("SignIn/UsePassword");
        await walk.BeAtAsync("/PhoneSignIn/SecondStep");
        await walk.TypeAsync("Input.Password", account.Password);
        await walk.PressAsync("Shared/SignIn");
        await walk.SeeAsync("Shared/SignedInAs", account.Email);
        Assert.Single(await site.CallsAsync(account.Number));
        await walk.GoAsync("/Sessions");
        await walk.SeeAsync("Sessions/ByPhoneAndPassword");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Operator_LockedUser_SeesTheCallsMaskedAndUnlocks(string language)
    {
        await using var walk = await Walk.BeginAsync(site, language);
        var account = await site.CreateAccountAsync();
        await walk.EnterPasswordAsync(account);
        await walk.BeAtAsync("/SignIn/Call");
        var code = await walk.HearAsync(account.Number);
        for (var i = 0; i < 5; i++)
        {
            await walk.TypeAsync("Input.Code", code == "000000" ? "111111" : "000000");
            await walk.PressAsync("Shared/SignIn");
            await Assertions.Expect(walk.Page.Locator(".notice.wrong")).ToBeVisibleAsync();
        }

        await walk.SeeAsync("Code/TriesUsedUp");
        await Assertions.Expect(walk.Page.Locator("[name='Input.Code']")).ToHaveCountAsync(0);
        await walk.FollowAsync("SignIn/NoneOfThese");
        await walk.SeeAsync("Support/WhatWeCheck");

        await walk.GoAsync("/Operator");
        await walk.TypeAsync("Who", account.Email);
        await walk.PressAsync("Operator/Find");
        await walk.SeeAsync("Operator/EventIssued");
        await walk.SeeAsync("Operator/EventRejected");
        Assert.DoesNotContain(account.Number, await walk.Page.ContentAsync(), StringComparison.Ordinal);
        await walk.PressAsync("Operator/Unlock");
        await walk.SeeAsync("Operator/Unlocked");
    }
}

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo.Tests;

/// <summary>Accounts that began with a phone: without e-mail, and without a password to ask for.</summary>
public sealed class PhoneSignInTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task SignIn_NewNumber_IsOfferedAPasskeyAndGoesWhereItWanted()
    {
        using var visitor = site.Visitor();
        var number = site.NextNumber();

        var page = await SignInAsync(visitor, number, "?returnUrl=%2FSessions");

        Assert.Equal("/PhoneSignIn/Offer", page.Path);
        Assert.Equal("/Sessions", page.Document.QuerySelector("main a.button.second")!.GetAttribute("href"));
        var user = await site.FindByPhoneAsync(number);
        Assert.Equal((null, true), (user!.Email, user.PhoneNumberConfirmed));
        Assert.Contains($"You are signed in as {Masked(number)}", (await visitor.GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(user.UserName!, (await visitor.GetAsync("/SignOut")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    public async Task Offer_ReturnUrlOfAnotherSite_LeadsHome(string returnUrl)
    {
        using var visitor = site.Visitor();

        var page = await SignInAsync(visitor, site.NextNumber(), $"?returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal("/", page.Document.QuerySelector("main a.button.second")!.GetAttribute("href"));
    }

    [Fact]
    public async Task SignIn_Landline_IsANumberToo()
    {
        using var visitor = site.Visitor();

        var page = await visitor.EnterNumberAsync("010-8548 5077");

        Assert.Equal("/PhoneSignIn/Code", page.Path);
        Assert.Contains("010-8548 5077", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_AnotherTabAskedForAnotherNumber_ComparesNothing()
    {
        using var visitor = site.Visitor();
        var (first, second) = (site.NextNumber(), site.NextNumber());
        var tab = await visitor.EnterNumberAsync(first);
        await visitor.EnterNumberAsync(second);

        var page = await visitor.EnterCodeAsync(tab, await site.CodeAsync(first));

        Assert.Equal(("/PhoneSignIn/Code", ""), (page.Path, page.Alert));
        Assert.Equal("/PhoneSignIn/Offer", (await visitor.EnterCodeAsync(page, await site.CodeAsync(second))).Path);
    }

    [Fact]
    public async Task CallAgain_IdTooOld_RingsWithANewOne()
    {
        await using var generous = new ConfiguredSite("Development", new() { ["Ytx:Limits:NumberOthers"] = "10 in 1d" });
        await generous.InitializeAsync();
        using var visitor = generous.Visitor();
        var number = generous.NextNumber();
        var page = await visitor.EnterNumberAsync(number);
        for (var i = 0; i < 3; i++)
        {
            generous.Clock.Advance(TimeSpan.FromMinutes(14));
            page = await visitor.SubmitAsync(page, "Call again");
            Assert.StartsWith("We're calling", page.CodeSaid, StringComparison.Ordinal);
        }

        Assert.Equal("/PhoneSignIn/Offer", (await visitor.EnterCodeAsync(page, await generous.CodeAsync(number))).Path);
    }

    [Fact]
    public async Task Factor_NoPassword_TakesANewSignIn()
    {
        using var visitor = site.Visitor();
        var number = site.NextNumber();
        await SignInAsync(visitor, number);
        Assert.Equal("/Passkeys", (await visitor.GetAsync("/Passkeys")).Path);
        site.Clock.Advance(TimeSpan.FromMinutes(11));

        foreach (var path in (string[])["/Passkeys", "/Phone", "/Authenticator", "/SecondFactor"])
        {
            var asked = await visitor.GetAsync(path);
            Assert.Equal("/Reauthentication", asked.Path);
            Assert.Null(asked.Document.QuerySelector("main form"));
            // Whatever is typed, there is no password that it could be.
            await visitor.ForceAsync(asked, "/Reauthentication", ("Password", "a-password-for-tests"));
            await visitor.ForceAsync(asked, "/Reauthentication", ("Password", ""));
            Assert.Equal("/Reauthentication", (await visitor.GetAsync(path)).Path);
        }

        // By the door, and back without an offer.
        var page = await SignInAsync(visitor, number, "?returnUrl=%2FPasskeys");
        Assert.Equal("/Passkeys", page.Path);
    }

    [Fact]
    public async Task ChangePhone_NoPassword_TakesARecentSignIn()
    {
        using var visitor = site.Visitor();
        var (number, next) = (site.NextNumber(), site.NextNumber());
        await SignInAsync(visitor, number);
        var form = await visitor.GetAsync("/Phone");
        Assert.Null(form.Document.QuerySelector("[type=password]"));
        site.Clock.Advance(TimeSpan.FromMinutes(11));

        var page = await visitor.SubmitAsync(form, "Call this number", ("Input.PhoneNumber", next), ("Input.Password", ""));
        Assert.Equal("/Reauthentication", page.Path);
        Assert.Empty(await site.CallsAsync(next));

        await SignInAsync(visitor, number);
        page = await visitor.SubmitAsync(await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", next));
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(next), "Confirm");
        Assert.Contains("The phone number is confirmed", page.Text, StringComparison.Ordinal);
        Assert.NotNull(await site.FindByPhoneAsync(next));
    }

    [Fact]
    public async Task RemovePhone_OnlyWayIn_IsRefusedUntilThereIsAPasskey()
    {
        using var visitor = site.Visitor();
        var number = site.NextNumber();
        await SignInAsync(visitor, number);
        var user = await site.FindByPhoneAsync(number);

        var page = await visitor.GetAsync("/Phone/Remove");
        Assert.Null(page.Document.QuerySelector("main form"));
        await visitor.ForceAsync(page, "/Phone/Remove");
        Assert.NotNull(await site.FindByPhoneAsync(number));

        await site.AddPasskeyAsync(user!);
        page = await visitor.SubmitAsync(await visitor.GetAsync("/Phone/Remove"), "Remove the number");
        Assert.Contains("The phone number is removed", page.Text, StringComparison.Ordinal);

        // And the other way round.
        page = await visitor.SubmitAsync(await visitor.GetAsync("/Passkeys"), "Remove");
        Assert.Contains("only way to sign in", page.Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondFactor_PhoneIsTheFirst_OffersNoCall()
    {
        using var visitor = site.Visitor();
        await SignInAsync(visitor, site.NextNumber());

        var page = await visitor.GetAsync("/SecondFactor");

        Assert.Null(page.Document.QuerySelector("main form"));
        page = await visitor.ForceAsync(page, "/SecondFactor?handler=TurnOn");
        Assert.Equal("/SecondFactor", page.Path);
        Assert.Contains("Your phone alone signs you in", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notice_NewBrowser_IsShownInOtherSessionsAndDismissedInEach()
    {
        using var first = site.Visitor();
        using var second = site.Visitor();
        using var third = site.Visitor();
        var number = site.NextNumber();
        await SignInAsync(first, number);
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        await SignInAsync(second, number);
        site.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(Told(await second.GetAsync("/Account")));
        var page = await first.GetAsync("/Account");
        Assert.Contains($"Somebody signed in with your phone {Masked(number)} in a new browser", Told(page), StringComparison.Ordinal);
        await SignInAsync(third, number);
        Assert.NotNull(Told(await second.GetAsync("/Account")));

        // What came after the page was shown is not dismissed with it.
        page = await first.SubmitAsync(page, "OK, got it");
        Assert.Equal("/Account", page.Path);
        Assert.NotNull(Told(page));
        page = await first.SubmitAsync(page, "OK, got it");
        Assert.Null(Told(page));
        Assert.NotNull(Told(await second.GetAsync("/Account")));
        Assert.Null(Told(await third.GetAsync("/Account")));
    }

    [Fact]
    public async Task Notice_OwnerHasAnAddress_IsMailedWithALinkBehindASignIn()
    {
        using var owner = site.Visitor();
        using var other = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);
        await site.AddPasskeyAsync((await site.FindUserAsync(account.Email))!);

        var page = await SignInAsync(other, account.Number);

        Assert.Equal("/PhoneSignIn/WayBack", page.Path);
        Assert.Equal(WebPage.Minute(site.Clock.GetUtcNow() + TimeSpan.FromDays(1)), DateTimeOffset.Parse(
            page.Document.QuerySelector("main time")!.GetAttribute("datetime")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("instead of your passkey", Assert.Single(site.Mail.To(account.Email)), StringComparison.Ordinal);
        Assert.Equal("/SignIn", (await owner.GetAsync(site.Mail.Link(account.Email))).Path);
        // A session that begins later is told of what can still be stopped.
        await owner.EnterPasswordAsync(account);
        page = await owner.SubmitAsync(await owner.GetAsync("/Account"), "It wasn't me: stop it");
        Assert.Contains("Stopped.", page.Said, StringComparison.Ordinal);
        Assert.Null(Told(page));
        site.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("/PhoneSignIn/WayBack", (await SignInAsync(other, account.Number)).Path);
    }

    [Fact]
    public async Task SignIn_NumberWasGivenToSomebodyElse_SaysWhenAndWhy()
    {
        using var owner = site.Visitor();
        using var holder = site.Visitor();
        var number = site.NextNumber();
        await SignInAsync(owner, number);
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        site.Carrier.Give(number);

        var page = await SignInAsync(holder, number);

        Assert.Equal("/PhoneSignIn/Held", page.Path);
        Assert.Contains("is free from", page.Text, StringComparison.Ordinal);
        Assert.Contains("Somebody else has proved", Told(await owner.GetAsync("/Account")), StringComparison.Ordinal);
        Assert.Equal("/SignIn", (await holder.GetAsync("/Account")).Path);
    }

    [Fact]
    public async Task ConfirmPhone_NumberOfAnotherAccount_IsSaidAfterTheRightCodeAndTheOwnerIsTold()
    {
        using var owner = site.Visitor();
        using var other = site.Visitor();
        var number = site.NextNumber();
        await SignInAsync(owner, number);
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        await other.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));

        var page = await other.SubmitAsync(await other.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", number));
        page = await other.EnterCodeAsync(page, await site.CodeAsync(number), "Confirm");

        Assert.Equal("/Phone", page.Path);
        Assert.Contains("in use by another account", page.Alert, StringComparison.Ordinal);
        Assert.Contains("Somebody else has proved", Told(await owner.GetAsync("/Account")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_NumberHasAnotherAccountNow_IsNotTakenFromIt()
    {
        using var visitor = site.Visitor();
        using var other = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);
        var next = site.NextNumber();
        await visitor.EnterPasswordAsync(account);
        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", next), ("Input.Password", account.Password));
        await visitor.EnterCodeAsync(page, await site.CodeAsync(next), "Confirm");
        var undo = await visitor.GetAsync(site.Mail.Link(account.Email));
        await SignInAsync(other, account.Number);

        page = await visitor.SubmitAsync(undo, "Undo it");

        Assert.Contains("the number has another account now", page.Text, StringComparison.Ordinal);
        Assert.Equal($"+86{next}", (await site.FindUserAsync(account.Email))!.PhoneNumber);
        Assert.Null((await site.FindByPhoneAsync(account.Number))!.Email);
    }

    [Fact]
    public async Task Operator_FindsByNumberAndForgetsWhatWasTypedAtTheDoor()
    {
        using var visitor = site.Visitor();
        using var operators = site.Visitor();
        var number = site.NextNumber();
        await SignInAsync(visitor, number);
        for (var i = 0; i < 2; i++)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(2));
            var code = await visitor.EnterNumberAsync(number);
            for (var guess = 1; guess <= 5; guess++)
            {
                code = await visitor.ForceAsync(code, "/PhoneSignIn/Code",
                    ("Number", code.Document.QuerySelector("[name=Number]")!.GetAttribute("value")!), ("Input.Code", Attacks.Codes.Wrong(await site.CodeAsync(number), guess)));
            }
        }

        site.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains("Too many wrong codes", (await visitor.EnterNumberAsync(number)).Text, StringComparison.Ordinal);

        var page = await operators.SubmitAsync(await operators.GetAsync("/Operator"), "Find", ("Who", number));
        Assert.DoesNotContain(number, page.Url.ToString(), StringComparison.Ordinal);
        Assert.Contains(Masked(number), page.Text, StringComparison.Ordinal);
        await operators.SubmitAsync(page, "Unlock");

        Assert.DoesNotContain("Too many wrong codes", (await visitor.EnterNumberAsync(number)).Text, StringComparison.Ordinal);
        Assert.Contains("No user has", (await operators.SubmitAsync(page, "Find", ("Who", site.NextNumber()))).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_TwoAccountsOfOneNumber_HoldsOnlyOne()
    {
        var account = await site.CreateAccountAsync();

        await Assert.ThrowsAsync<DbUpdateException>(() => site.AskAsync<UserManager<AppUser>, IdentityResult>(users => users.CreateAsync(
            new AppUser { UserName = "another@example.com", PhoneNumber = $"+86{account.Number}", PhoneNumberConfirmed = true })));
        // One that was not proved is nobody's.
        Assert.True((await site.AskAsync<UserManager<AppUser>, IdentityResult>(users => users.CreateAsync(
            new AppUser { UserName = "another@example.com", PhoneNumber = $"+86{account.Number}" }))).Succeeded);
    }

    private static string Masked(string number) => new Account("", "", number).MaskedNumber;

    private static string? Told(WebPage page) => page.Document.QuerySelector(".told .notice")?.TextContent;

    private async Task<WebPage> SignInAsync(Visitor visitor, string number, string returnUrl = "") => await visitor.EnterCodeAsync(
        await visitor.EnterNumberAsync(number, returnUrl), await site.CodeAsync(number));
}

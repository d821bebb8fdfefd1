using System.Diagnostics;
using Microsoft.AspNetCore.Identity;

namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody stands at the door for phones: wants to know who has an account, or to get into one.</summary>
public sealed class PhoneSignInAttackTests(AttackedSite site) : IClassFixture<AttackedSite>
{
    private const string CodePage = "/PhoneSignIn/Code";
    private const int Rounds = 40;

    [Fact]
    public async Task Enumerate_KnownAndUnknownNumber_GetTheSameAnswers()
    {
        var unknown = await AnswersAsync(site.NextNumber());
        var open = await site.CreateAccountAsync(secondFactor: false);
        var guarded = await site.CreateAccountAsync();
        var locked = await site.CreateAccountAsync();
        await ChangeAsync(locked, (users, user) => users.SetLockoutEnabledAsync(user, true));
        await ChangeAsync(locked, (users, user) => users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue));
        var withPasskey = await site.CreateAccountAsync(secondFactor: false);
        await site.AddPasskeyAsync(await site.UserAsync(withPasskey));

        Assert.Contains("302\n", unknown, StringComparison.Ordinal);
        Assert.Contains("4 tries left.", unknown, StringComparison.Ordinal);
        foreach (var account in (Account[])[open, guarded, locked, withPasskey])
        {
            Assert.Equal(unknown, await AnswersAsync(account.Number));
        }
    }

    [Fact]
    public async Task Enumerate_KnownAndUnknownNumber_TakeTheSameTime()
    {
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(10));
            var (account, nobodys) = (await site.CreateAccountAsync(), site.NextNumber());
            // Making the account leaves the machine busy: that is no part of what is measured.
            await TimeAsync(site.NextNumber());
            // In turn, and each first as often, so that a machine that is slow for a while is slow for both.
            foreach (var isKnown in i % 2 is 0 ? (bool[])[true, false] : [false, true])
            {
                (isKnown ? known : unknown).Add(await TimeAsync(isKnown ? account.Number : nobodys));
            }
        }

        var ratio = Median(known) / Median(unknown);
        TestContext.Current.TestOutputHelper?.WriteLine($"Known {Median(known):F1} ms, unknown {Median(unknown):F1} ms: {ratio:F2}.");
        Assert.InRange(ratio, 0.67, 1.5);
    }

    [Fact]
    public async Task Replay_RightCodeTwiceFromCopiedCookies_SignsInOnce()
    {
        using var owner = site.Visitor();
        using var thief = site.Visitor();
        var number = site.NextNumber();
        var page = await owner.EnterNumberAsync(number);
        thief.Take(owner);
        var code = await site.CodeAsync(number);
        Assert.Equal("/PhoneSignIn/Offer", (await owner.EnterCodeAsync(page, code)).Path);

        var theft = await thief.EnterCodeAsync(page, code);

        Assert.Equal(CodePage, theft.Path);
        Assert.Contains("This code has expired", theft.Alert, StringComparison.Ordinal);
        Assert.Equal("/SignIn", (await thief.GetAsync("/Account")).Path);
    }

    [Fact]
    public async Task Replay_BackAndTheSameFormAgain_TakesNothingAndRingsNobody()
    {
        using var owner = site.Visitor();
        var number = site.NextNumber();
        var page = await owner.EnterNumberAsync(number);
        var code = await site.CodeAsync(number);
        await owner.EnterCodeAsync(page, code);

        // The form of before has the token of before, as Back shows it.
        Assert.Equal("/", (await owner.GetAsync(CodePage)).Path);
        var again = await owner.PostAsync(CodePage, ("Input.Code", code));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, again.StatusCode);
        await owner.SubmitAsync(await owner.GetAsync("/SignOut"), "Sign out");
        var back = await owner.ForceAsync(await owner.GetAsync("/PhoneSignIn"), CodePage,
            ("Number", page.Form("Sign in").Fields["Number"]), ("Input.Code", code));

        Assert.Equal("/PhoneSignIn", back.Path);
        Assert.Equal("/SignIn", (await owner.GetAsync("/Account")).Path);
        Assert.Single(await site.CallsAsync(number));
    }

    [Fact]
    public async Task Id_OfAnotherBrowser_IsWorthNothing()
    {
        using var victim = site.Visitor();
        using var thief = site.Visitor();
        var account = await site.CreateAccountAsync(secondFactor: false);
        var own = site.NextNumber();
        var page = await victim.EnterNumberAsync(account.Number);
        var (code, mark) = (await site.CodeAsync(account.Number), page.Form("Sign in").Fields["Number"]);

        // A browser that asked for nothing, and one that asked for another number.
        var theft = await thief.ForceAsync(await thief.GetAsync("/PhoneSignIn"), CodePage, ("Number", mark), ("Input.Code", code));
        Assert.Equal("/PhoneSignIn", theft.Path);
        var door = await thief.EnterNumberAsync(own);
        theft = await thief.ForceAsync(door, CodePage, ("Number", mark), ("Input.Code", code));
        Assert.Equal((CodePage, ""), (theft.Path, theft.Alert));
        theft = await thief.EnterCodeAsync(door, code);
        Assert.Contains("That code isn't right", theft.Alert, StringComparison.Ordinal);

        Assert.Equal("/SignIn", (await thief.GetAsync("/Account")).Path);
        Assert.DoesNotContain("id=", page.Url.Query, StringComparison.Ordinal);
        Assert.Equal("/PhoneSignIn/Offer", (await victim.EnterCodeAsync(page, code)).Path);
    }

    [Fact]
    public async Task SecondFactor_PhoneAlone_OpensNothingByAnyRoad()
    {
        using var owner = site.Visitor();
        using var thief = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await thief.EnterNumberAsync(account.Number);
        page = await thief.EnterCodeAsync(page, await site.CodeAsync(account.Number));
        Assert.Equal("/PhoneSignIn/SecondStep", page.Path);

        // A call that its owner has asked for elsewhere rings the phone that the thief holds.
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        await owner.EnterPasswordAsync(account);
        var calls = await site.CallsAsync(account.Number);
        Assert.Equal(2, calls.Count);
        await thief.ForceAsync(page, "/SignIn/Call?handler=CallAgain");
        await thief.ForceAsync(page, "/SignIn/Call", ("Input.Code", calls[0].Code));
        await thief.ForceAsync(page, "/SignIn/Authenticator", ("Input.Code", calls[0].Code));
        await thief.ForceAsync(page, "/SignIn/RecoveryCode", ("Input.Code", "12345-67890"));
        await thief.ForceAsync(page, "/PhoneSignIn/SecondStep", ("Input.Password", "not-the-password"));
        await thief.ForceAsync(page, "/PhoneSignIn/SecondStep", ("Input.Password", ""));

        Assert.Equal("/SignIn", (await thief.GetAsync("/Account")).Path);
        Assert.Equal("/SignIn", (await thief.GetAsync("/PhoneSignIn/Offer")).Path);
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        Assert.Equal("/", (await thief.ForceAsync(page, "/PhoneSignIn/SecondStep", ("Input.Password", account.Password))).Path);
    }

    [Fact]
    public async Task SecondStep_SignInThatBeganWithThePassword_TakesNoPasswordTwice()
    {
        using var thief = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await thief.EnterPasswordAsync(account);

        Assert.Equal("/SignIn/Call", (await thief.GetAsync("/PhoneSignIn/SecondStep")).Path);
        await thief.ForceAsync(page, "/PhoneSignIn/SecondStep", ("Input.Password", account.Password));

        Assert.Equal("/SignIn", (await thief.GetAsync("/Account")).Path);
    }

    [Fact]
    public async Task WayBack_OfAnotherAccount_IsStoppedByNobodyElse()
    {
        using var other = site.Visitor();
        using var stranger = await site.GuestAsync();
        var account = await site.CreateAccountAsync(secondFactor: false);
        await site.AddPasskeyAsync(await site.UserAsync(account));
        await SignInAsync(other, account.Number);

        await stranger.Visitor.ForceAsync(await stranger.Visitor.GetAsync("/Account"), "/Account?handler=StopWayBack");
        await other.ForceAsync(await other.GetAsync("/PhoneSignIn"), "/Account?handler=StopWayBack");
        site.Clock.Advance(TimeSpan.FromHours(25));

        Assert.Equal("/", (await SignInAsync(other, account.Number)).Path);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private async Task<WebPage> SignInAsync(Visitor visitor, string number) => await visitor.EnterCodeAsync(
        await visitor.EnterNumberAsync(number), await site.CodeAsync(number));

    private async Task<double> TimeAsync(string number)
    {
        using var visitor = site.Visitor();
        var form = await visitor.GetAsync("/PhoneSignIn");
        var begun = Stopwatch.GetTimestamp();
        var page = await visitor.SubmitAsync(form, "Call this number", ("Input.PhoneNumber", number));
        await visitor.EnterCodeAsync(page, "000000");
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    // Everything that a stranger sees before the right code: the POST, the page, a wrong code, a call again.
    private async Task<string> AnswersAsync(string number)
    {
        using var visitor = site.Visitor();
        string[] typed = [number, $"{number[..3]} {number[3..7]} {number[7..]}"];
        var response = await visitor.PostAsync(await visitor.GetAsync("/PhoneSignIn"), "Call this number", ("Input.PhoneNumber", number));
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var page = await visitor.GetAsync(response.Headers.Location!.ToString());
        var wrong = await visitor.EnterCodeAsync(page, Codes.Wrong(await site.CodeAsync(number)));
        var again = await visitor.SubmitAsync(wrong, "Call again");
        return string.Join('\n', new[] { Answer.Of(response, body, typed) }
            .Concat(new[] { page, wrong, again }.Select(answer => Answer.Of(answer, typed))));
    }

    private async Task ChangeAsync(Account account, Func<UserManager<AppUser>, AppUser, Task<IdentityResult>> change) =>
        Assert.True((await site.AskAsync<UserManager<AppUser>, IdentityResult>(async users =>
            await change(users, (await users.FindByEmailAsync(account.Email))!))).Succeeded);
}

using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody has overheard a code. It is good for one user, one purpose, one number and one use, for five minutes.</summary>
public sealed class ReplayAttackTests(AttackedSite site) : IClassFixture<AttackedSite>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Replay_AfterSuccess_IsRefusedInEverySession()
    {
        using var owner = site.Visitor();
        using var before = site.Visitor();
        using var after = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await owner.EnterPasswordAsync(account);
        var early = await before.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);
        Assert.Contains("You are signed in", (await owner.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);

        await AssertRefusedAsync(before, early, code);
        Assert.Empty(site.Audit.WrongCodes(await site.UserAsync(account)));

        // The right code ended the cool-down, so the next log-in rings, and waits for another code.
        await AssertRefusedAsync(after, await after.EnterPasswordAsync(account), code);
        await owner.SubmitAsync(await owner.GetAsync("/SignOut"), "Sign out");
        await AssertRefusedAsync(owner, await owner.EnterPasswordAsync(account), code);
        Assert.Equal(2, (await site.CallsAsync(account.Number)).Count);
        Assert.Equal(2, site.Audit.WrongCodes(await site.UserAsync(account)).Count);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task Replay_AtTheEndOfLife_IsRefusedToTheMillisecond(int milliseconds, bool isAccepted)
    {
        using var owner = site.Visitor();
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        await owner.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);
        // A second log-in within the cool-down: the same code, and a session that outlives it.
        site.Clock.Advance(TimeSpan.FromSeconds(30));
        var page = await visitor.EnterPasswordAsync(account);
        site.Clock.Advance(Lifetime - TimeSpan.FromSeconds(30) + TimeSpan.FromMilliseconds(milliseconds));

        page = await visitor.EnterCodeAsync(page, code);

        Assert.Equal(isAccepted ? "/" : "/SignIn/Call", page.Path);
        Assert.Equal(!isAccepted, page.Alert.Contains("This code has expired", StringComparison.Ordinal));
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task Replay_CallAgainInBetween_DoesNotProlongTheLife()
    {
        using var owner = site.Visitor();
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        await owner.EnterPasswordAsync(account);
        site.Clock.Advance(TimeSpan.FromMinutes(3));
        var page = await visitor.EnterPasswordAsync(account);
        var calls = await site.CallsAsync(account.Number);
        Assert.Equal(2, calls.Count);
        Assert.Equal(calls[0].Code, calls[1].Code);
        site.Clock.Advance(TimeSpan.FromMinutes(2));

        await AssertRefusedAsync(visitor, page, calls[0].Code);
    }

    [Fact]
    public async Task Replay_OldCodeAfterANewOne_IsRefusedAndTheNewOneWorks()
    {
        using var owner = site.Visitor();
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        await owner.EnterPasswordAsync(account);
        var old = await site.CodeAsync(account.Number);
        // Under a minute of life is left: the next call speaks another code.
        site.Clock.Advance(Lifetime - TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(1));
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);
        Assert.NotEqual(old, code);

        await AssertRefusedAsync(visitor, page, old);

        Assert.Contains("You are signed in", (await visitor.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_AfterAChangeOfPassword_IsRefused()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);

        await ChangeAsync(account, (users, user) => users.ChangePasswordAsync(user, account.Password, "not-at-all-the-same-one"));

        await AssertLapsedAsync(visitor, page, await site.CodeAsync(account.Number));
    }

    [Fact]
    public async Task Replay_AfterAChangeOfStamp_IsRefused()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);

        await ChangeAsync(account, (users, user) => users.UpdateSecurityStampAsync(user));

        await AssertLapsedAsync(visitor, page, await site.CodeAsync(account.Number));
    }

    [Fact]
    public async Task Replay_AfterAChangeOfPhone_IsRefused()
    {
        using var owner = site.Visitor();
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        await LogInAsync(owner, account);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);
        var number = site.NextNumber();

        var change = await new Guest(owner, account).RingAsync(number);
        change = await owner.EnterCodeAsync(change, await site.CodeAsync(number), "Confirm");
        Assert.Contains("The phone number is confirmed", change.Text, StringComparison.Ordinal);

        await AssertLapsedAsync(visitor, page, code);
    }

    [Fact]
    public async Task Replay_InAnotherUsersSession_IsRefusedBothWays()
    {
        using var one = site.Visitor();
        using var other = site.Visitor();
        var (account, stranger) = (await site.CreateAccountAsync(), await site.CreateAccountAsync());
        var page = await one.EnterPasswordAsync(account);
        var strange = await other.EnterPasswordAsync(stranger);
        var (code, strangeCode) = (await site.CodeAsync(account.Number), await site.CodeAsync(stranger.Number));

        await AssertRefusedAsync(one, page, strangeCode);
        await AssertRefusedAsync(other, strange, code);

        Assert.Contains("You are signed in", (await one.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);
        Assert.Contains("You are signed in", (await other.EnterCodeAsync(strange, strangeCode)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_TwoUsersConfirmOneNumber_EachNeedsTheCodeOfHisOwn()
    {
        using var victim = await site.GuestAsync();
        using var thief = await site.GuestAsync();
        var number = site.NextNumber();
        var page = await victim.RingAsync(number);
        var code = await site.CodeAsync(number);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var theft = await thief.RingAsync(number);
        Assert.Equal(2, (await site.CallsAsync(number)).Count);

        theft = await thief.Visitor.EnterCodeAsync(theft, code, "Confirm");

        Assert.Contains("That code isn't right", theft.Alert, StringComparison.Ordinal);
        Assert.Null((await site.UserAsync(thief.Account)).PhoneNumber);
        page = await victim.Visitor.EnterCodeAsync(page, code, "Confirm");
        Assert.Contains("The phone number is confirmed", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_CodeForOneNumber_ConfirmsNoOther()
    {
        using var guest = await site.GuestAsync();
        var (own, foreign) = (site.NextNumber(), site.NextNumber());
        await guest.RingAsync(own);
        var page = await guest.RingAsync(foreign);

        page = await guest.Visitor.EnterCodeAsync(page, await site.CodeAsync(own), "Confirm");

        Assert.Contains("That code isn't right", page.Alert, StringComparison.Ordinal);
        Assert.Null((await site.UserAsync(guest.Account)).PhoneNumber);
    }

    [Fact]
    public async Task Replay_LogInCodeAndConfirmationOfTheSameNumber_DoNotStandInForEachOther()
    {
        using var inside = site.Visitor();
        using var outside = site.Visitor();
        var account = await site.CreateAccountAsync();
        await LogInAsync(inside, account);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var page = await outside.EnterPasswordAsync(account);
        var logIn = await site.CodeAsync(account.Number);
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        var change = await new Guest(inside, account).RingAsync(account.Number);
        var confirm = await site.CodeAsync(account.Number);
        Assert.Equal(3, (await site.CallsAsync(account.Number)).Count);

        await AssertRefusedAsync(outside, page, confirm);
        change = await inside.EnterCodeAsync(change, logIn, "Confirm");

        Assert.Contains("That code isn't right", change.Alert, StringComparison.Ordinal);
        change = await inside.EnterCodeAsync(change, confirm, "Confirm");
        Assert.Contains("The phone number is confirmed", change.Text, StringComparison.Ordinal);
    }

    // The log-in that waits for its code has ended with the change: nothing rings, and no code is looked at.
    private static async Task AssertLapsedAsync(Visitor visitor, WebPage page, string code)
    {
        foreach (var button in (string[])["Sign in", "Call again"])
        {
            var answer = await visitor.EnterCodeAsync(page, code, button);
            Assert.Equal("/SignIn", answer.Path);
            Assert.Contains("Signing in took too long", answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);
    }

    private static async Task AssertRefusedAsync(Visitor visitor, WebPage page, string code)
    {
        page = await visitor.EnterCodeAsync(page, code);
        Assert.Equal("/SignIn/Call", page.Path);
        Assert.NotEqual("", page.Alert);
        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);
    }

    private async Task LogInAsync(Visitor visitor, Account account)
    {
        var page = await visitor.EnterPasswordAsync(account);
        await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));
    }

    private async Task ChangeAsync(Account account, Func<UserManager<AppUser>, AppUser, Task<IdentityResult>> change)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        Assert.True((await change(users, (await users.FindByEmailAsync(account.Email))!)).Succeeded);
    }
}

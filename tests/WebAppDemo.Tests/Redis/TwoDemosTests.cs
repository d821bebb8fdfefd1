using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace WebAppDemo.Tests.Redis;

/// <summary>Whatever is begun at one demo can be ended at the other, and counts at both.</summary>
public sealed class TwoDemosTests(TwoDemos demos) : IClassFixture<TwoDemos>
{
    [Fact]
    public async Task Start_Second_RingsTheFirstOnesHandsetAndLeavesTheDemoUserAsItIs()
    {
        var second = demos.Second.Services.GetRequiredService<DemoMode>();

        Assert.Equal(demos.First.Simulator.Address, second.Handset);
        Assert.True(second.IsSecond);
        Assert.Equal(demos.DemoUserBefore, (await demos.Second.FindUserAsync(DemoUser.Email))!.ConcurrencyStamp);
    }

    [Fact]
    public async Task Keys_OfCookiesAndForms_AreInRedis()
    {
        using var visitor = demos.First.Visitor();
        var page = await visitor.EnterPasswordAsync(await demos.First.CreateAccountAsync());
        var stored = await demos.Redis.AskAsync("LINDEX", "WebAppDemo:keys", "0");

        Assert.Contains(KeyOf(visitor.Cookie(".AspNetCore.Identity.TwoFactorUserId")!), stored, StringComparison.Ordinal);
        Assert.Contains(KeyOf(page.Form("Sign in").Fields["__RequestVerificationToken"]), stored, StringComparison.Ordinal);
    }

    /// <summary>The id of the key that protects a text: ASP.NET Core writes it behind four bytes of its own.</summary>
    private static string KeyOf(string text) => new Guid(WebEncoders.Base64UrlDecode(text).AsSpan(4, 16)).ToString();

    [Fact]
    public async Task LogIn_BegunAtOneEndedAtTheOther_LogsInAtBoth()
    {
        using var visitor = demos.First.Visitor();
        var account = await demos.First.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        Assert.Equal("/SignIn/Call", page.Path);

        page = await visitor.GetAsync(demos.OnSecond("/SignIn/Call"));
        Assert.Contains("We're calling", page.CodeSaid, StringComparison.Ordinal);
        Assert.Contains(account.MaskedNumber, page.Text, StringComparison.Ordinal);
        page = await visitor.EnterCodeAsync(page, await demos.First.CodeAsync(account.Number));

        Assert.Contains($"You are signed in as {account.Email}", page.Text, StringComparison.Ordinal);
        Assert.Equal(demos.Second.Address.Port, page.Url.Port);
        Assert.Contains(account.Email, (await visitor.GetAsync("/Account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_FormOfOneSentToTheOther_IsAccepted()
    {
        using var visitor = demos.First.Visitor();
        var account = await demos.First.CreateAccountAsync();
        var page = demos.ToSecond(await visitor.EnterPasswordAsync(account));

        page = await visitor.EnterCodeAsync(page, await demos.First.CodeAsync(account.Number));

        Assert.Contains($"You are signed in as {account.Email}", page.Text, StringComparison.Ordinal);
        Assert.Equal(demos.Second.Address.Port, page.Url.Port);
    }

    [Fact]
    public async Task ConfirmPhone_BegunAtOneEndedAtTheOther_ConfirmsTheNumber()
    {
        using var visitor = demos.First.Visitor();
        var account = await demos.First.CreateAccountAsync(number: null, secondFactor: false);
        var number = demos.First.NextNumber();
        await visitor.EnterPasswordAsync(account);
        await visitor.SubmitAsync(
            await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", number));

        var page = await visitor.GetAsync(demos.OnSecond("/Phone/Confirm"));
        page = await visitor.EnterCodeAsync(page, await demos.First.CodeAsync(number), "Confirm");

        Assert.Contains("The phone number is confirmed", page.Text, StringComparison.Ordinal);
        Assert.Equal($"+86{number}", (await demos.First.FindUserAsync(account.Email))!.PhoneNumber);
    }

    [Fact]
    public async Task WrongCodes_AtBoth_AreCountedTogetherUntilNeitherChecksAny()
    {
        using var visitor = demos.First.Visitor();
        var account = await demos.First.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await demos.First.CodeAsync(account.Number);
        var wrong = code is "000000" ? "000001" : "000000";
        var other = await visitor.GetAsync(demos.OnSecond("/SignIn/Call"));

        for (var left = 4; left > 0; left--)
        {
            var answer = await visitor.EnterCodeAsync(left % 2 is 0 ? page : other, wrong);
            Assert.Contains(left is 1 ? "1 try left" : $"{left} tries left", answer.Alert, StringComparison.Ordinal);
        }

        foreach (var form in (WebPage[])[page, other])
        {
            var answer = await visitor.EnterCodeAsync(form, code);
            Assert.StartsWith("Too many wrong codes. Try again after", answer.CodeSaid, StringComparison.Ordinal);
            Assert.Equal("wrong", answer.Tone);
            Assert.InRange(answer.SaidMoment!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(61));
        }
    }

    [Fact]
    public async Task CoolDown_OfACallAskedForAtOne_IsShownByTheOther()
    {
        using var first = demos.First.Visitor();
        using var second = demos.Second.Visitor();
        var account = await demos.First.CreateAccountAsync();
        await first.EnterPasswordAsync(account);

        var page = await second.EnterPasswordAsync(account);

        Assert.Equal("We've just called you. The code you heard is still valid.", page.CodeSaid);
        Assert.InRange(page.WaitSeconds!.Value, 50, 60);
        page = await first.SubmitAsync(
            await first.GetAsync(demos.OnSecond("/SignIn/Call")), "Call again");
        Assert.Equal("We've just called you. The code you heard is still valid.", page.CodeSaid);
        Assert.Single(await demos.First.CallsAsync(account.Number));
    }

    [Fact]
    public async Task Code_UsedAtOne_IsRefusedByTheOther()
    {
        using var first = demos.First.Visitor();
        using var second = demos.Second.Visitor();
        var account = await demos.First.CreateAccountAsync();
        var page = await first.EnterPasswordAsync(account);
        var other = await second.EnterPasswordAsync(account);
        var code = await demos.First.CodeAsync(account.Number);
        Assert.Contains("You are signed in", (await first.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);

        other = await second.EnterCodeAsync(other, code);

        Assert.Contains("has expired", other.Alert, StringComparison.Ordinal);
        Assert.Equal("/SignIn", (await second.GetAsync("/Account")).Path);
    }

    [Fact]
    public async Task LogOut_AtOne_EndsACopiedSessionAtTheOtherAtOnce()
    {
        using var visitor = demos.First.Visitor();
        using var thief = demos.Second.Visitor();
        await visitor.EnterPasswordAsync(await demos.First.CreateAccountAsync(demos.First.NextNumber(), secondFactor: false));
        thief.Take(visitor);
        Assert.Equal("/Account", (await thief.GetAsync("/Account")).Path);

        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");

        Assert.Equal("/SignIn", (await thief.GetAsync("/Account")).Path);
    }
}

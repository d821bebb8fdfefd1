using System.Collections.Concurrent;

namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody has the password and guesses the code by every road there is. Identity's lockout is no help.</summary>
public sealed class GuessingAttackTests(AttackedSite site, LockingSite lockingSite)
    : IClassFixture<AttackedSite>, IClassFixture<LockingSite>, IDisposable
{
    private const string CodePage = "/SignIn/Call";
    private const string CallAgain = "/SignIn/Call?handler=CallAgain";

    private readonly ConcurrentBag<Visitor> _visitors = [];

    public void Dispose()
    {
        foreach (var visitor in _visitors)
        {
            visitor.Dispose();
        }
    }

    [Fact]
    public async Task Guess_OneCodeFromManySessionsAtOnce_FiveAreCompared()
    {
        var account = await site.CreateAccountAsync();
        var sessions = await SessionsAsync(site, account, 8);
        var code = await site.CodeAsync(account.Number);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async guess =>
        {
            var (visitor, page) = sessions[guess % sessions.Count];
            await visitor.PostAsync(page, "Sign in", ("Input.Code", Codes.Wrong(code, 1 + guess)));
        }));

        Assert.Equal(5, site.Audit.WrongCodes(await site.UserAsync(account)).Count);
        await AssertRefusedAsync(sessions[0], code);
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task Guess_CallAgainAndNewLogInInBetween_RenewNoTries()
    {
        var account = await site.CreateAccountAsync();
        var (visitor, page) = Assert.Single(await SessionsAsync(site, account));
        var code = await site.CodeAsync(account.Number);
        await GuessAsync(visitor, page, code, 4);
        site.Clock.Advance(TimeSpan.FromSeconds(60));
        await visitor.SubmitAsync(page, "Call again");
        Assert.Equal([code, code], (await site.CallsAsync(account.Number)).Select(call => call.Code));
        var other = Assert.Single(await SessionsAsync(site, account));

        await GuessAsync(other.Visitor, other.Page, code, 4);

        Assert.Equal(5, site.Audit.WrongCodes(await site.UserAsync(account)).Count);
        await AssertRefusedAsync(other, code);
    }

    [Fact]
    public async Task Guess_TenWrongWithinAnHour_RefuseTheRightCodeAndRingNobodyUntilTheHourIsOver()
    {
        var account = await site.CreateAccountAsync();
        var user = await site.UserAsync(account);
        // A full minute, where it shows that waits are told in whole seconds.
        AdvanceTo(WebPage.Minute(site.Clock.GetUtcNow()));
        var begin = site.Clock.GetUtcNow();

        // 3 of the first code, which then ends, all 5 of the second, 2 of the third: it has tries left.
        await GuessNextCodeAsync(account, 3);
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        await GuessNextCodeAsync(account, 5);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var session = await GuessNextCodeAsync(account, 2);
        var code = await site.CodeAsync(account.Number);
        Assert.Equal(10, site.Audit.WrongCodes(user).Count);
        Assert.Equal(3, (await site.CallsAsync(account.Number)).Count);

        await AssertRefusedAsync(session, code);
        AssertLocked(await session.Visitor.GetAsync(CodePage));
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        AssertLocked(await session.Visitor.ForceAsync(session.Page, CallAgain));
        AdvanceTo(begin + TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        var late = Assert.Single(await SessionsAsync(site, account));
        AssertLocked(late.Page);
        AssertLocked(await late.Visitor.ForceAsync(late.Page, CallAgain));
        Assert.Equal(3, (await site.CallsAsync(account.Number)).Count);

        AdvanceTo(begin + TimeSpan.FromHours(1));
        var page = await late.Visitor.ForceAsync(late.Page, CallAgain);
        Assert.Equal(4, (await site.CallsAsync(account.Number)).Count);
        page = await late.Visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
        Assert.Equal(10, site.Audit.WrongCodes(user).Count);

        void AssertLocked(WebPage answer)
        {
            Assert.StartsWith("Too many wrong codes. Try again after", answer.CodeSaid, StringComparison.Ordinal);
            var now = site.Clock.GetUtcNow();
            var wait = TimeSpan.FromSeconds(Math.Ceiling((begin + TimeSpan.FromHours(1) - now).TotalSeconds));
            Assert.Equal(("wrong", WebPage.Minute(now + wait)), (answer.Tone, answer.SaidMoment));
            Assert.Equal((false, null), (answer.TakesACode, answer.WaitSeconds));
        }
    }

    [Fact]
    public async Task Guess_EveryRoadForDays_ComparesTenAnHourTwentyADayAndFiftyEver()
    {
        var account = await site.CreateAccountAsync();
        var user = await site.UserAsync(account);
        await GuessNextCodeAsync(account, 3);
        site.Clock.Advance(TimeSpan.FromMinutes(5));

        // A second code comes a minute after the first at the soonest.
        int[] minutes = [0, 1, 9, 10, 11, 55, 56, 60, 61, 62, 120, 240, 480, 960, 1380, 1440];
        for (var day = 0; day < 3; day++)
        {
            foreach (var (from, to) in minutes.Zip(minutes.Skip(1)))
            {
                await GuessByEveryRoadAsync(site, account);
                site.Clock.Advance(TimeSpan.FromMinutes(to - from));
            }
        }

        var wrong = site.Audit.WrongCodes(user);
        Assert.Equal((10, 20, 50), (MostWithin(TimeSpan.FromHours(1)), MostWithin(TimeSpan.FromDays(1)), wrong.Count));
        await AssertClosedForEverAsync();

        int MostWithin(TimeSpan window) =>
            wrong.Max(first => wrong.Count(time => time >= first && time < first + window));

        async Task AssertClosedForEverAsync()
        {
            var calls = (await site.CallsAsync(account.Number)).Count;
            foreach (var later in new[] { 0, 1, 30 })
            {
                site.Clock.Advance(TimeSpan.FromDays(later));
                var session = Assert.Single(await SessionsAsync(site, account));
                AssertLockedForEver(session.Page);
                await AssertRefusedAsync(session, await site.CodeAsync(account.Number));
                await GuessByEveryRoadAsync(site, account);
            }

            Assert.Equal(50, site.Audit.WrongCodes(user).Count);
            Assert.Equal(calls, (await site.CallsAsync(account.Number)).Count);
        }
    }

    [Fact]
    public async Task Guess_FiftyWrong_RefuseTheRightCodeThatStillWaits()
    {
        var account = await site.CreateAccountAsync();
        var user = await site.UserAsync(account);
        foreach (var guesses in new[] { 5, 5, 5, 4, 5, 5, 5, 5, 5, 5 })
        {
            await GuessNextCodeAsync(account, guesses);
            site.Clock.Advance(TimeSpan.FromHours(6));
        }

        Assert.Equal(49, site.Audit.WrongCodes(user).Count);
        var session = await GuessNextCodeAsync(account, 1);
        var code = await site.CodeAsync(account.Number);

        await AssertRefusedAsync(session, code);

        AssertLockedForEver(await session.Visitor.GetAsync(CodePage));
        Assert.Equal(50, site.Audit.WrongCodes(user).Count);
    }

    [Fact]
    public async Task Guess_OwnerLogsInMeanwhile_BuysNoNewTriesForTheHour()
    {
        var account = await site.CreateAccountAsync();
        var user = await site.UserAsync(account);
        await GuessNextCodeAsync(account, 5);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var owner = Assert.Single(await SessionsAsync(site, account));
        await owner.Visitor.EnterCodeAsync(owner.Page, await site.CodeAsync(account.Number));
        Assert.Equal("/Account", (await owner.Visitor.GetAsync("/Account")).Path);

        for (var minute = 0; minute < 54; minute += 9)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(9));
            await GuessByEveryRoadAsync(site, account);
        }

        Assert.Equal(10, site.Audit.WrongCodes(user).Count);
    }

    [Fact]
    public async Task Guess_IdentitysLockoutOnTop_NeverComparesMore()
    {
        var account = await lockingSite.CreateAccountAsync();

        for (var round = 0; round < 6; round++)
        {
            await GuessByEveryRoadAsync(lockingSite, account);
            lockingSite.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(lockingSite.Audit.WrongCodes(await lockingSite.UserAsync(account)).Count, 5, 10);

        // Which of the two locks answers is chance: Identity loses failures that are counted side by side. One does.
        var calls = (await lockingSite.CallsAsync(account.Number)).Count;
        using var visitor = lockingSite.Visitor();
        await visitor.EnterPasswordAsync(account);
        Assert.Equal(calls, (await lockingSite.CallsAsync(account.Number)).Count);
        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);
    }

    private static void AssertLockedForEver(WebPage page)
    {
        Assert.Equal(("wrong", "Your account is locked. Contact support."), (page.Tone, page.CodeSaid));
        Assert.Equal((false, null), (page.TakesACode, page.WaitSeconds));
    }

    private static async Task GuessAsync(Visitor visitor, WebPage page, string code, int guesses)
    {
        for (var guess = 1; guess <= guesses; guess++)
        {
            await visitor.ForcePostAsync(page, CodePage, ("Input.Code", Codes.Wrong(code, guess)));
        }
    }

    private static async Task AssertRefusedAsync((Visitor Visitor, WebPage Page) session, string code)
    {
        var page = await session.Visitor.ForceAsync(session.Page, CodePage, ("Input.Code", code));
        Assert.Equal(CodePage, page.Path);
        Assert.Equal("/SignIn", (await session.Visitor.GetAsync("/Account")).Path);
    }

    private async Task<(Visitor Visitor, WebPage Page)> GuessNextCodeAsync(Account account, int guesses)
    {
        var session = Assert.Single(await SessionsAsync(site, account));
        await GuessAsync(session.Visitor, session.Page, await site.CodeAsync(account.Number), guesses);
        return session;
    }

    /// <summary>New log-ins, calls again, and guesses in all sessions, all of it at once.</summary>
    private async Task GuessByEveryRoadAsync(AttackedSite attacked, Account account)
    {
        var sessions = (await SessionsAsync(attacked, account, 2)).Where(session => session.Page.Path is CodePage).ToList();
        await Task.WhenAll(sessions.Select(session => session.Visitor.ForcePostAsync(session.Page, CallAgain)));
        var code = await attacked.CodeAsync(account.Number);
        await Task.WhenAll(sessions.SelectMany(session => Enumerable.Range(1, 4).Select(guess =>
            session.Visitor.ForcePostAsync(session.Page, CodePage, ("Input.Code", Codes.Wrong(code, guess))))));
    }

    /// <summary>New log-ins, at once; each of them rings if it may.</summary>
    private async Task<List<(Visitor Visitor, WebPage Page)>> SessionsAsync(
        AttackedSite attacked, Account account, int count = 1) =>
        [.. await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var visitor = attacked.Visitor();
            _visitors.Add(visitor);
            return (visitor, await visitor.EnterPasswordAsync(account));
        }))];

    private void AdvanceTo(DateTimeOffset time) => site.Clock.Advance(time - site.Clock.GetUtcNow());
}

namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody has a victim rung, from many accounts and, as he claims, from many addresses.</summary>
public sealed class CallBombAttackTests(AttackedSite site) : IClassFixture<AttackedSite>
{
    private static readonly string[] AddressHeaders =
        ["X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP", "X-Original-For"];

    private int _addresses;

    [Fact]
    public async Task Ring_FromManyAccountsAndAddresses_GetsThreeCallsAnHourAndFiveADay()
    {
        var number = site.NextNumber();
        var begin = site.Clock.GetUtcNow();

        foreach (var time in Times())
        {
            site.Clock.Advance(begin + time - site.Clock.GetUtcNow());
            await RingAsync(number);
        }

        Assert.Equal(
            ["00:00:00", "00:01:00", "00:03:00", "01:00:00", "01:01:00", "1.00:00:00"],
            site.CallTimes(number, begin).Select(time => time.ToString()));

        static IEnumerable<TimeSpan> Times()
        {
            var millisecond = TimeSpan.FromMilliseconds(1);
            TimeSpan[] edges =
            [
                TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4),
                TimeSpan.FromMinutes(8), TimeSpan.FromHours(1), TimeSpan.FromMinutes(61), TimeSpan.FromMinutes(63),
                TimeSpan.FromHours(2), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
            ];
            return [TimeSpan.Zero, .. edges.SelectMany(edge => new[] { edge - millisecond, edge })];
        }
    }

    [Fact]
    public async Task Ring_FromManyAccountsAtOnce_GetsOneCall()
    {
        var number = site.NextNumber();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => RingAsync(number)));

        Assert.Single(await site.CallsAsync(number));
    }

    [Fact]
    public async Task Ring_AllTheCallsOfStrangers_LeavesTheOwnersCalls()
    {
        var victim = await site.CreateAccountAsync();
        for (var i = 0; i < 30; i++)
        {
            await RingAsync(victim.Number);
            site.Clock.Advance(TimeSpan.FromMinutes(8));
        }

        Assert.Equal(5, (await site.CallsAsync(victim.Number)).Count);
        await RingAsync(victim.Number);

        for (var logIn = 1; logIn <= 3; logIn++)
        {
            using var owner = site.Visitor();
            var page = await owner.EnterPasswordAsync(victim);
            Assert.Equal(5 + logIn, (await site.CallsAsync(victim.Number)).Count);
            page = await owner.EnterCodeAsync(page, await site.CodeAsync(victim.Number));
            Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
            site.Clock.Advance(TimeSpan.FromMinutes(4));
        }
    }

    [Fact]
    public async Task Ring_AMomentBeforeTheOwnersLogIn_DelaysHimByTheCoolDownAndNoLonger()
    {
        using var owner = site.Visitor();
        var victim = await site.CreateAccountAsync();
        await RingAsync(victim.Number);

        var page = await owner.EnterPasswordAsync(victim);

        Assert.Equal(60, page.WaitSeconds);
        site.Clock.Advance(TimeSpan.FromSeconds(60));
        page = await owner.SubmitAsync(page, "Call again");
        page = await owner.EnterCodeAsync(page, await site.CodeAsync(victim.Number));
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }

    /// <summary>A new account, a new browser, a new address in every header that some proxy sets.</summary>
    private async Task RingAsync(string number)
    {
        using var guest = await site.GuestAsync();
        var address = Interlocked.Increment(ref _addresses);
        foreach (var header in AddressHeaders)
        {
            guest.Visitor.Send(header, $"203.0.{address / 256}.{address % 256}");
        }

        Assert.Equal("/Phone/Confirm", (await guest.RingAsync(number)).Path);
    }
}

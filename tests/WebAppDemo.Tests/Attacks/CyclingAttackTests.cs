namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody runs up calls with one account.</summary>
public sealed class CyclingAttackTests(AttackedSite site) : IClassFixture<AttackedSite>
{
    [Fact]
    public async Task Cycle_ManyNumbersForADay_RingsThreeOfThemAndTenTimesInAll()
    {
        using var guest = await site.GuestAsync();
        var numbers = Enumerable.Range(0, 8).Select(_ => site.NextNumber()).ToList();
        var begin = site.Clock.GetUtcNow();

        for (var round = 0; round < 48; round++)
        {
            await guest.Visitor.EnterPasswordAsync(guest.Account);
            foreach (var number in numbers)
            {
                await guest.RingAsync(number);
            }

            site.Clock.Advance(TimeSpan.FromMinutes(30));
        }

        var calls = numbers.Select(number => site.CallTimes(number, begin).Count);
        Assert.Equal([4, 3, 3, 0, 0, 0, 0, 0], calls);
        // A day after the last calls to two of the three, another number is free.
        site.Clock.Advance(TimeSpan.FromHours(1));
        await guest.Visitor.EnterPasswordAsync(guest.Account);
        await guest.RingAsync(numbers[7]);
        Assert.Single(await site.CallsAsync(numbers[7]));
    }

    [Fact]
    public async Task Cycle_ManyNumbersAtOnce_RingsThree()
    {
        using var guest = await site.GuestAsync();
        var numbers = Enumerable.Range(0, 24).Select(_ => site.NextNumber()).ToList();
        var page = await guest.Visitor.GetAsync("/Phone");
        var before = site.Simulator.Calls.Count;

        await Task.WhenAll(numbers.Select(number =>
            guest.Visitor.PostAsync(page, "Call this number", ("Input.PhoneNumber", number))));

        Assert.Equal(3, site.Simulator.Calls.Count - before);
    }

    [Fact]
    public async Task Cycle_NumbersOfOneBlock_RingsTenAnHourFromAllAccounts()
    {
        var before = site.Simulator.Calls.Count;

        for (var account = 0; account < 5; account++)
        {
            using var guest = await site.GuestAsync();
            for (var i = 0; i < 3; i++)
            {
                await guest.RingAsync($"1370013{1000 + (3 * account) + i}");
            }
        }

        Assert.Equal(10, site.Simulator.Calls.Count - before);
    }

    [Theory]
    [InlineData("/SignIn", "Sign in")]
    [InlineData("/SignIn/Call", "Call again")]
    [InlineData("/Phone", "Call this number")]
    [InlineData("/Phone/Confirm", "Call again")]
    public async Task Press_TwiceThenReloadThenBack_RingsOnce(string path, string button)
    {
        using var visitor = site.Visitor();
        var (page, typed, number) = await ReachAsync(visitor, path);
        var before = (await site.CallsAsync(number)).Count;

        // A double click; a reload of what the POST shows, and of the POST itself; back, and once more.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => visitor.PostAsync(page, button, typed)));
        var next = await visitor.SubmitAsync(page, button, typed);
        await visitor.GetAsync(next.Url.PathAndQuery);
        await visitor.GetAsync(next.Url.PathAndQuery);
        await visitor.GetAsync(path);
        await visitor.SubmitAsync(page, button, typed);

        Assert.Equal(before + 1, (await site.CallsAsync(number)).Count);
    }

    /// <summary>A page from which the next press may ring.</summary>
    private async Task<(WebPage Page, (string Name, string Value)[] Typed, string Number)> ReachAsync(
        Visitor visitor, string path)
    {
        if (Pages.IsOwners(path))
        {
            var guest = new Guest(visitor, await site.CreateAccountAsync(number: null, secondFactor: false));
            await visitor.EnterPasswordAsync(guest.Account);
            var number = site.NextNumber();
            if (path is "/Phone/Confirm")
            {
                await guest.RingAsync(number);
                site.Clock.Advance(TimeSpan.FromMinutes(1));
            }

            return (await visitor.GetAsync(path), [("Input.PhoneNumber", number)], number);
        }

        var account = await site.CreateAccountAsync();
        if (path is "/SignIn/Call")
        {
            await visitor.EnterPasswordAsync(account);
            site.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return (
            await visitor.GetAsync(path),
            [("Input.Email", account.Email), ("Input.Password", account.Password)],
            account.Number);
    }
}

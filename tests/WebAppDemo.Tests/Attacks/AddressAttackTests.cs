namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody has many people rung from one address.</summary>
public sealed class AddressAttackTests(AddressSite site) : IClassFixture<AddressSite>
{
    private const int Allowed = 10;

    [Theory]
    [InlineData(null)]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Real-IP")]
    public async Task Ring_ManyFromOneAddress_RingsTenAnHourWhateverAHeaderClaims(string? header)
    {
        site.Clock.Advance(TimeSpan.FromHours(1));
        var before = site.Simulator.Calls.Count;
        var addresses = 0;
        for (var i = 0; i < Allowed; i++)
        {
            var page = await LogInAsync();
            Assert.Contains("We're calling", page.CodeSaid, StringComparison.Ordinal);
        }

        var denied = await LogInAsync();
        Assert.Equal("/SignIn/Call", denied.Path);
        // The half of the sign-in that is done ends long before.
        Assert.StartsWith("You've used your calls for now. Sign in again after", denied.CodeSaid, StringComparison.Ordinal);
        Assert.Equal(WebPage.Minute(site.Clock.GetUtcNow() + TimeSpan.FromHours(1)), denied.SaidMoment);
        Assert.Null(denied.WaitSeconds);
        site.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        denied = await LogInAsync();
        Assert.StartsWith("You've used your calls for now. Next call at", denied.CodeSaid, StringComparison.Ordinal);
        Assert.Equal(1, denied.WaitSeconds);
        Assert.Equal(Allowed, site.Simulator.Calls.Count - before);

        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("We're calling", (await LogInAsync()).CodeSaid, StringComparison.Ordinal);
        Assert.Equal(Allowed + 1, site.Simulator.Calls.Count - before);

        async Task<WebPage> LogInAsync()
        {
            using var visitor = site.Visitor();
            if (header is not null)
            {
                visitor.Send(header, $"198.51.100.{++addresses}");
            }

            return await visitor.EnterPasswordAsync(await site.CreateAccountAsync());
        }
    }
}

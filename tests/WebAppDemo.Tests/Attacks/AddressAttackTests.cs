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
            Assert.Contains("Your phone is about to ring", page.Text, StringComparison.Ordinal);
        }

        var denied = await LogInAsync();
        Assert.Equal("/Account/LoginWithVoiceCode", denied.Path);
        Assert.Contains("no more calls are allowed for now. Wait 60 minutes", denied.Text, StringComparison.Ordinal);
        Assert.Contains("The next call is possible in 60 minutes", denied.Text, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.Contains("Wait 1 second,", (await LogInAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(Allowed, site.Simulator.Calls.Count - before);

        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("Your phone is about to ring", (await LogInAsync()).Text, StringComparison.Ordinal);
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

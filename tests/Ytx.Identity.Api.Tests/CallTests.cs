namespace Ytx.Identity.Api.Tests;

/// <summary>How a call is going, for whoever is called.</summary>
public sealed class CallTests
{
    [Fact]
    public async Task Call_OfTheOneWhoSignsInOrIsSignedIn_IsFound()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        await site.CreateAsync(user => (user.Id, user.UserName, user.TwoFactorEnabled) = ("2", "other", false));
        var (half, other, page) = (await site.BeginAsync(), site.NewClient(), site.NewClient());
        await other.PostAsync("/voice/sign-in", new { email = "other", password = ApiSite.Password });
        await page.PostAsync("/page/sign-in");
        var path = $"/voice/calls/{(await half.PostAsync("/voice/sign-in/call"))["callId"]}";

        var found = await half.GetAsync(path);
        Assert.Equal((200, "False"), (found.Status, found["isOver"]));
        Assert.True(found.Headers.CacheControl?.NoStore);
        Assert.Equal(200, (await (await site.SignInAsync()).GetAsync(path)).Status);
        foreach (var stranger in (ApiClient[])[other, page, site.NewClient()])
        {
            Assert.Equal((404, "no-such-call"), (await stranger.GetAsync(path)).Problem);
            Assert.Equal((404, "no-such-call"), (await stranger.GetAsync($"{path}/events")).Problem);
        }
    }
}

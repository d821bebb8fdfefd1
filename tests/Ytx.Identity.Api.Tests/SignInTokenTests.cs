using Ytx.Identity.Tests.StepUp;

namespace Ytx.Identity.Api.Tests;

/// <summary>A sign-in that waits, in the hands of a client, and of others.</summary>
public sealed class SignInTokenTests
{
    [Fact]
    public async Task Token_AnothersCode_SignsInNobody()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        await site.CreateAsync(user => (user.Id, user.UserName, user.Email, user.PhoneNumber) = ("2", "other@example.com", "other@example.com", ApiSite.NewNumber));
        var (mine, others) = (await site.BeginAsync(), site.NewClient());
        await others.PostAsync("/voice/sign-in", new { email = "other@example.com", password = ApiSite.Password });
        await others.PostAsync("/voice/sign-in/call");

        Assert.Equal((403, "code-expired"), (await mine.PostAsync("/voice/sign-in/code", new { code = site.LastCode })).Problem);
        Assert.Equal(200, (await others.PostAsync("/voice/sign-in/code", new { code = site.LastCode })).Status);
    }

    [Fact]
    public async Task Token_StampChanged_Ends()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.BeginAsync();
        await site.UserAsync((users, user) => users.UpdateSecurityStampAsync(user));

        Assert.Equal((401, "sign-in-ended"), (await client.PostAsync("/voice/sign-in/call")).Problem);
        Assert.Empty(site.Sender.Calls);
    }

    [Theory]
    [InlineData(299, 200)]
    [InlineData(301, 401)]
    public async Task Token_AfterATime_EndsAtFiveMinutesThoughUsed(int seconds, int status)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.BeginAsync();
        site.Clock.Advance(TimeSpan.FromSeconds(200));
        Assert.Equal(200, (await client.PostAsync("/voice/sign-in/call")).Status);

        site.Clock.Advance(TimeSpan.FromSeconds(seconds - 200));

        Assert.Equal(status, (await client.PostAsync("/voice/sign-in/call")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fixed")]
    public async Task Token_OtherTypeOfUserWithTheSameId_IsSomebodyElse(string? stamp)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => user.SecurityStamp = stamp);
        await site.CreateAsync<Staff>(user => (user.SecurityStamp, user.PhoneNumber) = (stamp, ApiSite.NewNumber));
        var (member, staff) = (await site.BeginAsync(), await site.BeginAsync(api: "/staff/voice"));

        Assert.Equal(401, (await member.PostAsync("/staff/voice/sign-in/call")).Status);
        Assert.Equal(401, (await staff.PostAsync("/voice/sign-in/call")).Status);
        Assert.Empty(site.Sender.Calls);

        // Nor is one's own in the other's way.
        Assert.Equal("139****1234", (await member.PostAsync("/voice/sign-in/call"))["phoneNumber"]);
        Assert.Equal("139****5678", (await staff.PostAsync("/staff/voice/sign-in/call"))["phoneNumber"]);
    }

    [Fact]
    public async Task Token_CookieOfAPage_IsNotTakenAndNoPageTakesTheToken()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var page = site.NewClient();
        Assert.Equal("RequiresTwoFactor", (await page.PostAsync("/page/sign-in")).Text);
        var cookie = page.Cookies.Single(cookie => cookie.Key.EndsWith("TwoFactorUserId"));

        Assert.Equal((401, "sign-in-ended"), (await page.PostAsync("/voice/sign-in/call")).Problem);
        page.SignInToken = cookie.Value;
        Assert.Equal((401, "sign-in-ended"), (await page.PostAsync("/voice/sign-in/call")).Problem);
        Assert.Empty(site.Sender.Calls);

        var client = await site.BeginAsync();
        await client.PostAsync("/voice/sign-in/call");
        page.Cookies[cookie.Key] = client.SignInToken!;
        Assert.Equal("NoLogInWaits", (await page.PostAsync($"/page/code?code={site.LastCode}")).Text);
        Assert.Equal(200, (await client.PostAsync("/voice/sign-in/code", new { code = site.LastCode })).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task Token_None_BeginsNothing(string? token)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = site.NewClient();
        client.SignInToken = token;

        foreach (var path in (string[])["code", "authenticator", "recovery-code"])
        {
            Assert.Equal((401, "sign-in-ended"), (await client.PostAsync($"/voice/sign-in/{path}", new { code = "123456" })).Problem);
        }

        Assert.Equal((401, "sign-in-ended"), (await client.PostAsync("/voice/sign-in/call")).Problem);
    }
}

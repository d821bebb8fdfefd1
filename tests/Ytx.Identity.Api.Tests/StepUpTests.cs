using Ytx.Identity.Tests.StepUp;

namespace Ytx.Identity.Api.Tests;

/// <summary>A code before something sensitive: the proof stands in the access token, or in the cookies.</summary>
public sealed class StepUpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StepUp_RightCode_OpensItsActionForTheNewTokenOnly(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var (client, other) = (await site.SignInAsync(isCookie), await site.SignInAsync(isCookie));
        var earlier = site.Copy(client);
        Assert.False(await IsOpenAsync(client));

        Assert.Equal(isCookie ? 204 : 200, (await StepUpAsync(site, client)).Status);

        Assert.True(await IsOpenAsync(client));
        Assert.False(await IsOpenAsync(client, "/delete"));
        Assert.False(await IsOpenAsync(earlier));
        Assert.False(await IsOpenAsync(other));
        Assert.Equal(200, (await earlier.GetAsync("/voice/account")).Status);

        // The earlier proof goes along with the later one.
        Assert.Equal(isCookie ? 204 : 200, (await StepUpAsync(site, client, "delete")).Status);
        Assert.True(await IsOpenAsync(client) && await IsOpenAsync(client, "/delete"));
    }

    [Theory]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public async Task StepUp_BearerAfterATime_IsOverAtFiveMinutes(int seconds, bool isOpen)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        await StepUpAsync(site, client);

        site.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(isOpen, await IsOpenAsync(client));
        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
    }

    [Fact]
    public async Task StepUp_BearerRefreshed_HasLostIt()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        await StepUpAsync(site, client);
        Assert.True(await IsOpenAsync(client));

        Assert.Equal(200, (await client.PostAsync("/refresh", new { refreshToken = client.RefreshToken })).Status);

        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
        Assert.False(await IsOpenAsync(client));
    }

    [Fact]
    public async Task StepUp_BearerStampChanged_Closes()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        await StepUpAsync(site, client);
        await client.PostAsync("/voice/step-up/call", new { action = "delete" });
        var code = site.LastCode;

        await site.UserAsync((users, user) => users.UpdateSecurityStampAsync(user));

        Assert.False(await IsOpenAsync(client));
        Assert.Equal(401, (await client.PostAsync("/voice/step-up", new { action = "delete", code })).Status);
    }

    [Fact]
    public async Task StepUp_BearerPhoneChangedInThisSession_ClosesThoughTheItemsGoOn()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        await StepUpAsync(site, client);

        await client.PostAsync("/voice/second-factor/off", new { proof = await site.ProofAsync(client) });

        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
        Assert.False(await IsOpenAsync(client));
    }

    [Fact]
    public async Task StepUp_BearerOfAnother_OpensNothingAndTakesNoCodeOfHis()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        await site.CreateAsync(user => (user.Id, user.UserName, user.TwoFactorEnabled) = ("2", "other", false));
        var (client, other) = (await site.SignInAsync(), site.NewClient());
        await other.PostAsync("/voice/sign-in", new { email = "other", password = ApiSite.Password });
        await client.PostAsync("/voice/step-up/call", new { action = "pay" });

        Assert.Equal((403, "code-expired"), (await other.PostAsync("/voice/step-up", new { action = "pay", code = site.LastCode })).Problem);
        Assert.Equal((403, "code-expired"), (await client.PostAsync("/voice/step-up", new { action = "delete", code = site.LastCode })).Problem);
        Assert.Equal(200, (await client.PostAsync("/voice/step-up", new { action = "pay", code = site.LastCode })).Status);
        Assert.False(await IsOpenAsync(other));
    }

    [Fact]
    public async Task StepUp_BearerBesideACookieWithTheProof_IsNotTheCookies()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var (cookie, bearer) = (await site.SignInAsync(isCookie: true), await site.SignInAsync());
        await StepUpAsync(site, cookie);
        Assert.True(await IsOpenAsync(cookie));

        foreach (var (name, value) in cookie.Cookies)
        {
            bearer.Cookies[name] = value;
        }

        Assert.False(await IsOpenAsync(bearer));
    }

    [Fact]
    public async Task StepUp_OtherTypeOfUserWithTheSameId_TakesNoBearerTokenOfThisOne()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        await site.CreateAsync<Staff>();
        var client = await site.SignInAsync();

        Assert.Equal((401, "not-signed-in"), (await client.PostAsync("/staff/voice/step-up/call", new { action = "pay" })).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pay now")]
    [InlineData("zahlen-für")]
    public async Task StepUp_ActionThatNoneMayHave_IsABadRequest(string action)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();

        Assert.Equal((400, "bad-request"), (await client.PostAsync("/voice/step-up/call", new { action })).Problem);
        Assert.Equal((400, "bad-request"), (await client.PostAsync("/voice/step-up", new { action, code = "123456" })).Problem);
    }

    private static async Task<ApiAnswer> StepUpAsync(ApiSite site, ApiClient client, string action = "pay")
    {
        Assert.Equal(200, (await client.PostAsync("/voice/step-up/call", new { action })).Status);
        return await client.PostAsync("/voice/step-up", new { action, code = site.LastCode });
    }

    private static async Task<bool> IsOpenAsync(ApiClient client, string path = "/pay")
    {
        var answer = await client.GetAsync(path);
        Assert.True(answer.Status is 200 or 401, answer.Text);
        Assert.Equal(answer.Status is 401, answer.Headers.WwwAuthenticate.ToString().Contains("insufficient_user_authentication", StringComparison.Ordinal));
        return answer.Status is 200;
    }
}

namespace Ytx.Identity.Api.Tests;

/// <summary>What a change of how a user signs in asks for: one way for all of them.</summary>
public sealed class FreshProofTests
{
    public static TheoryData<string> Changes => ["phone/remove", "second-factor/on", "second-factor/off", "second-factor/recovery-codes"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_PasswordAlone_IsNotEnoughWhereThereIsAFactor(string path)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();

        var answer = await client.PostAsync($"/voice/{path}", new { proof = new { password = ApiSite.Password } });

        Assert.Equal((403, "proof-required"), answer.Problem);
        Assert.Equal("[\"call\"]", answer["ways"]);
        Assert.Equal((403, "proof-required"), (await client.PostAsync(
            $"/voice/{path}", new { proof = new { password = ApiSite.Password, way = "authenticator", code = "123456" } })).Problem);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_WrongPassword_CountsTowardsTheLockoutAndSpendsNoCode(string path)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        var wrong = await site.ProofAsync(client, "wrong");
        for (var i = 1; i <= 4; i++)
        {
            Assert.Equal((403, "proof-failed"), (await client.PostAsync($"/voice/{path}", new { proof = wrong })).Problem);
            Assert.Equal(i, await site.UserAsync((users, user) => users.GetAccessFailedCountAsync(user)));
        }

        var right = new { password = ApiSite.Password, way = "call", code = site.LastCode };
        Assert.Equal(200, (await client.PostAsync($"/voice/{path}", new { proof = right })).Status);
        Assert.Equal(0, await site.UserAsync((users, user) => users.GetAccessFailedCountAsync(user)));
    }

    [Fact]
    public async Task Change_LockedOut_IsTheSameRefusal()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        var proof = await site.ProofAsync(client);
        var wrong = await client.PostAsync("/voice/second-factor/off", new { proof = new { password = "wrong", way = "call", code = site.LastCode } });
        await site.UserAsync((users, user) => users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue));

        Assert.Equal(wrong.Text, (await client.PostAsync("/voice/second-factor/off", new { proof })).Text);
    }

    [Fact]
    public async Task Change_RightPasswordAndWrongCode_IsTheSameRefusalAsAWrongPassword()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        await site.ProofAsync(client);
        var code = ApiSite.Wrong(site.LastCode);

        var (wrongCode, wrongPassword) = (
            await client.PostAsync("/voice/second-factor/off", new { proof = new { password = ApiSite.Password, way = "call", code } }),
            await client.PostAsync("/voice/second-factor/off", new { proof = new { password = "wrong", way = "call", code } }));

        Assert.Equal(wrongPassword.Text, wrongCode.Text);
        Assert.Equal((403, "proof-failed"), wrongCode.Problem);
    }

    [Fact]
    public async Task Change_CodeOfAnotherPurpose_IsNone()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        await client.PostAsync("/voice/step-up/call", new { action = "pay" });

        var answer = await client.PostAsync(
            "/voice/second-factor/off", new { proof = new { password = ApiSite.Password, way = "call", code = site.LastCode } });

        Assert.Equal((403, "proof-failed"), answer.Problem);
    }

    [Fact]
    public async Task Change_CodeOfAnApp_DoesAndAWrongOneCountsThoughThePasswordIsRight()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var key = await site.AddAuthenticatorAsync();
        var client = await site.SignInAsync();
        var code = AuthenticatorApp.Code(key);
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal((403, "proof-failed"), (await client.PostAsync(
                "/voice/second-factor/off", Proof("authenticator", ApiSite.Wrong(code, i * 77)))).Problem);
            Assert.Equal(i, await site.UserAsync((users, user) => users.GetAccessFailedCountAsync(user)));
        }

        Assert.Equal((400, "malformed-code"), (await client.PostAsync("/voice/second-factor/off", Proof("authenticator", "12345"))).Problem);
        Assert.Equal(200, (await client.PostAsync("/voice/second-factor/off", Proof("authenticator", code))).Status);
        Assert.Equal(0, await site.UserAsync((users, user) => users.GetAccessFailedCountAsync(user)));
    }

    [Fact]
    public async Task Change_RecoveryCode_DoesOnceAndAWrongOneCounts()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var codes = await site.AddRecoveryCodesAsync();
        var client = await site.SignInAsync();

        Assert.Equal((403, "proof-failed"), (await client.PostAsync("/voice/second-factor/off", Proof("recovery-code", "AAAAA-BBBBB"))).Problem);
        Assert.Equal(1, await site.UserAsync((users, user) => users.GetAccessFailedCountAsync(user)));
        Assert.Equal(200, (await client.PostAsync("/voice/second-factor/off", Proof("recovery-code", codes[0]))).Status);
        Assert.Equal((403, "proof-failed"), (await client.PostAsync("/voice/second-factor/off", Proof("recovery-code", codes[0]))).Problem);
    }

    private static object Proof(string way, string code) => new { proof = new { password = ApiSite.Password, way, code } };
}

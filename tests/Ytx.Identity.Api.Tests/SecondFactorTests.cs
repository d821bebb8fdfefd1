using System.Text.Json;

namespace Ytx.Identity.Api.Tests;

/// <summary>The second factor on and off, its recovery codes, and what the account says of them.</summary>
public sealed class SecondFactorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_ProofAndPhone_AnswersTenCodesAndKeepsThisSessionOnly(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => user.TwoFactorEnabled = false);
        var (client, other) = (await SignInAsync(site, isCookie), await SignInAsync(site, isCookie: false));

        var answer = await client.PostAsync("/voice/second-factor/on", new { proof = await site.ProofAsync(client) });

        Assert.Equal(200, answer.Status);
        Assert.Equal(10, answer.Json.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()).Distinct().Count());
        Assert.Equal(isCookie ? JsonValueKind.Null : JsonValueKind.Object, answer.Json.GetProperty("tokens").ValueKind);
        var account = await client.GetAsync("/voice/account");
        Assert.Equal(
            """{"phoneNumber":"139****1234","isPhoneConfirmed":true,"canBeCalled":true,"isSecondFactorOn":true,"hasAuthenticator":false,"recoveryCodesLeft":10}""",
            account.Text);
        Assert.Equal(401, (await other.GetAsync("/voice/account")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("+442079460958")]
    public async Task On_NoPhoneThatCanBeCalled_IsRefusedBeforeTheProof(string? number)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => (user.PhoneNumber, user.PhoneNumberConfirmed, user.TwoFactorEnabled) = (number, number is not null, false));
        var client = await SignInAsync(site, isCookie: false);

        var answer = await client.PostAsync("/voice/second-factor/on", new { proof = new { password = "wrong" } });

        Assert.Equal((409, "no-phone"), answer.Problem);
        Assert.Equal(0, await site.UserAsync((users, user) => users.GetAccessFailedCountAsync(user)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Off_Proof_SignsInByPasswordAlone(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var (client, other) = (await site.SignInAsync(isCookie), await site.SignInAsync());

        var answer = await client.PostAsync("/voice/second-factor/off", new { proof = await site.ProofAsync(client) });

        Assert.Equal(isCookie ? 204 : 200, answer.Status);
        Assert.Equal("False", (await client.GetAsync("/voice/account"))["isSecondFactorOn"]);
        Assert.Equal(401, (await other.GetAsync("/voice/account")).Status);
        await SignInAsync(site, isCookie: false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RecoveryCodes_Proof_EndsTheOldOnes(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var old = await site.AddRecoveryCodesAsync();
        var client = await site.SignInAsync(isCookie);

        var answer = await client.PostAsync("/voice/second-factor/recovery-codes", new { proof = await site.ProofAsync(client) });

        Assert.Equal(200, answer.Status);
        var fresh = answer.Json.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!).ToArray();
        Assert.Equal(10, fresh.Length);
        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
        var signingIn = await site.BeginAsync();
        Assert.Equal((403, "wrong-code"), (await signingIn.PostAsync("/voice/sign-in/recovery-code", new { code = old[0] })).Problem);
        Assert.Equal(200, (await signingIn.PostAsync("/voice/sign-in/recovery-code", new { code = fresh[0] })).Status);
    }

    [Theory]
    [InlineData("GET", "/voice/account")]
    [InlineData("POST", "/voice/account/call")]
    [InlineData("POST", "/voice/phone/call")]
    [InlineData("POST", "/voice/phone/call-again")]
    [InlineData("PUT", "/voice/phone")]
    [InlineData("POST", "/voice/phone/remove")]
    [InlineData("POST", "/voice/second-factor/on")]
    [InlineData("POST", "/voice/second-factor/off")]
    [InlineData("POST", "/voice/second-factor/recovery-codes")]
    [InlineData("POST", "/voice/step-up/call")]
    [InlineData("POST", "/voice/step-up")]
    public async Task SignedInEndpoint_NobodyAndHalfSignedInAndStampChanged_Is401AndNoRedirect(string method, string path)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var (nobody, half, bearer, cookie) = (site.NewClient(), await site.BeginAsync(), await site.SignInAsync(), await site.SignInAsync(isCookie: true));
        await site.UserAsync((users, user) => users.UpdateSecurityStampAsync(user));

        foreach (var client in (ApiClient[])[nobody, half, bearer, cookie])
        {
            using var content = method is "GET" ? null : new StringContent("{}", null, "application/json");
            var answer = await client.SendAsync(new HttpMethod(method), path, content);
            Assert.Equal((401, "not-signed-in"), answer.Problem);
            Assert.Null(answer.Headers.Location);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
            Assert.True(answer.Headers.CacheControl?.NoStore);
        }
    }

    private static async Task<ApiClient> SignInAsync(ApiSite site, bool isCookie)
    {
        var client = site.NewClient();
        await client.GetAntiforgeryAsync();
        var answer = await client.PostAsync(
            isCookie ? "/voice/sign-in?useCookies=true" : "/voice/sign-in", new { email = ApiSite.Email, password = ApiSite.Password });
        Assert.Equal(isCookie ? 204 : 200, answer.Status);
        Assert.Equal(isCookie, client.AccessToken is null);
        await client.GetAntiforgeryAsync();
        return client;
    }
}

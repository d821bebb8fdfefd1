using Ytx.Voice;

namespace Ytx.Identity.Api.Tests;

/// <summary>Another phone number, and none.</summary>
public sealed class PhoneTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Change_ProofAndCodeOfTheNewNumber_MakesItTheUsersAndKeepsThisSessionOnly(bool isCookie)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var (client, other) = (await site.SignInAsync(isCookie), await site.SignInAsync());

        var call = await CallAsync(site, client);
        Assert.Equal((200, "139****5678", "accepted"), (call.Status, call["phoneNumber"], call["outcome"]));
        Assert.Equal(ApiSite.NewNumber, site.Sender.Calls.Last().To.E164);
        Assert.Equal(200, (await client.PostAsync("/voice/phone/call-again", new { phoneToken = call["phoneToken"] })).Status);
        Assert.Equal(ApiSite.Number, await NumberAsync(site));
        var done = await client.PutAsync("/voice/phone", new { phoneToken = call["phoneToken"], code = site.LastCode });

        Assert.Equal(isCookie ? 204 : 200, done.Status);
        Assert.Equal(ApiSite.NewNumber, await NumberAsync(site));
        Assert.Equal("139****5678", (await client.GetAsync("/voice/account"))["phoneNumber"]);
        Assert.Equal(401, (await other.GetAsync("/voice/account")).Status);
    }

    [Fact]
    public async Task Change_FirstNumber_NeedsThePasswordOnly()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => (user.PhoneNumber, user.PhoneNumberConfirmed, user.TwoFactorEnabled) = (null, false, false));
        var client = site.NewClient();
        await client.PostAsync("/voice/sign-in", new { email = ApiSite.Email, password = ApiSite.Password });
        Assert.Equal((409, "no-phone"), (await client.PostAsync("/voice/account/call")).Problem);

        var call = await client.PostAsync("/voice/phone/call", new { phoneNumber = "139 1128 5678", proof = new { password = ApiSite.Password } });

        Assert.Equal(200, call.Status);
        Assert.Equal(200, (await client.PutAsync("/voice/phone", new { phoneToken = call["phoneToken"], code = site.LastCode })).Status);
        Assert.Equal(ApiSite.NewNumber, await NumberAsync(site));
    }

    [Theory]
    [InlineData("12", 400, "invalid-number")]
    [InlineData("+44 20 7946 0958", 403, "number-not-allowed")]
    public async Task Call_NumberThatIsNotCalled_SpendsNoCodeOfTheProof(string phoneNumber, int status, string code)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        var proof = await site.ProofAsync(client);

        var answer = await client.PostAsync("/voice/phone/call", new { phoneNumber, proof });

        Assert.Equal((status, code), answer.Problem);
        Assert.NotNull(answer["detail"]);
        Assert.Equal(200, (await client.PostAsync("/voice/phone/call", new { phoneNumber = ApiSite.NewNumber, proof })).Status);
    }

    [Fact]
    public async Task Call_FailsAfterTheProof_LeavesTheTokenSoThatNoProofIsLost()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        var proof = await site.ProofAsync(client);
        site.Sender.Failure = VoiceCallOutcome.Refused(VoiceCallFailure.Gateway, "refused");

        var answer = await client.PostAsync("/voice/phone/call", new { phoneNumber = ApiSite.NewNumber, proof });
        site.Sender.Failure = null;

        Assert.Equal((502, "call-failed"), answer.Problem);
        Assert.Equal(200, (await client.PostAsync("/voice/phone/call-again", new { phoneToken = answer["phoneToken"] })).Status);
        Assert.Equal(200, (await client.PutAsync("/voice/phone", new { phoneToken = answer["phoneToken"], code = site.LastCode })).Status);
    }

    [Fact]
    public async Task Token_Anothers_IsNone()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        await site.CreateAsync(user => (user.Id, user.UserName, user.TwoFactorEnabled) = ("2", "other", false));
        var (client, other) = (await site.SignInAsync(), site.NewClient());
        await other.PostAsync("/voice/sign-in", new { email = "other", password = ApiSite.Password });
        var call = await CallAsync(site, client);
        var code = site.LastCode;

        Assert.Equal((403, "phone-change-ended"), (await other.PostAsync("/voice/phone/call-again", new { phoneToken = call["phoneToken"] })).Problem);
        Assert.Equal((403, "phone-change-ended"), (await other.PutAsync("/voice/phone", new { phoneToken = call["phoneToken"], code })).Problem);
        Assert.Equal(200, (await client.PutAsync("/voice/phone", new { phoneToken = call["phoneToken"], code })).Status);
    }

    [Fact]
    public async Task Token_StampChangedSince_Ends()
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        var call = await CallAsync(site, client);
        await site.UserAsync((users, user) => users.UpdateSecurityStampAsync(user));
        var again = await site.SignInAsync();

        Assert.Equal((403, "phone-change-ended"), (await again.PostAsync("/voice/phone/call-again", new { phoneToken = call["phoneToken"] })).Problem);
        Assert.Equal((401, "not-signed-in"), (await client.PostAsync("/voice/phone/call-again", new { phoneToken = call["phoneToken"] })).Problem);
    }

    [Theory]
    [InlineData(599, 200)]
    [InlineData(600, 403)]
    public async Task Token_AfterATime_EndsAtTenMinutes(int seconds, int status)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();
        var call = await CallAsync(site, client);

        site.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(status, (await client.PostAsync("/voice/phone/call-again", new { phoneToken = call["phoneToken"] })).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("CfDJ8NrAkP")]
    public async Task Token_Nonsense_IsNone(string phoneToken)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.SignInAsync();

        Assert.Equal((403, "phone-change-ended"), (await client.PutAsync("/voice/phone", new { phoneToken, code = "123456" })).Problem);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Remove_Proof_TakesTheNumberAndWithoutAnAppTheSecondFactor(bool isCookie, bool hasApp)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        if (hasApp)
        {
            await site.AddAuthenticatorAsync();
        }

        var (client, other) = (await site.SignInAsync(isCookie), await site.SignInAsync());

        var answer = await client.PostAsync("/voice/phone/remove", new { proof = await site.ProofAsync(client) });

        Assert.Equal(isCookie ? 204 : 200, answer.Status);
        var account = await client.GetAsync("/voice/account");
        Assert.Equal((200, "", "False", $"{hasApp}"), (account.Status, account["phoneNumber"], account["isPhoneConfirmed"], account["isSecondFactorOn"]));
        Assert.Equal(401, (await other.GetAsync("/voice/account")).Status);
    }

    [Fact]
    public async Task Remove_RowChangedMeanwhile_IsDoneAllTheSame()
    {
        var between = new Between();
        await using var site = await ApiSite.StartAsync(between.AddTo);
        await site.CreateAsync();
        var client = await site.SignInAsync();
        var proof = await site.ProofAsync(client);
        between.Step = () => site.UserAsync((users, user) =>
        {
            user.Email = "another@example.com";
            return users.UpdateAsync(user);
        });

        Assert.Equal(200, (await client.PostAsync("/voice/phone/remove", new { proof })).Status);

        Assert.Null(await NumberAsync(site));
        Assert.Equal(200, (await client.GetAsync("/voice/account")).Status);
    }

    [Fact]
    public async Task Remove_StampChangedMeanwhile_IsRefused()
    {
        var between = new Between();
        await using var site = await ApiSite.StartAsync(between.AddTo);
        await site.CreateAsync();
        var client = await site.SignInAsync();
        var proof = await site.ProofAsync(client);
        between.Step = () => site.UserAsync((users, user) => users.UpdateSecurityStampAsync(user));

        Assert.Equal((409, "refused"), (await client.PostAsync("/voice/phone/remove", new { proof })).Problem);

        Assert.Equal(ApiSite.Number, await NumberAsync(site));
    }

    private static async Task<ApiAnswer> CallAsync(ApiSite site, ApiClient client) =>
        await client.PostAsync("/voice/phone/call", new { phoneNumber = ApiSite.NewNumber, proof = await site.ProofAsync(client) });

    private static Task<string?> NumberAsync(ApiSite site) => site.UserAsync((users, user) => users.GetPhoneNumberAsync(user));
}

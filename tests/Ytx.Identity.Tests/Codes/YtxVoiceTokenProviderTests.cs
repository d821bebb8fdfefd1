using Ytx.Voice;

namespace Ytx.Identity.Tests.Codes;

public sealed class YtxVoiceTokenProviderTests : IDisposable
{
    private readonly TestSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task GenerateTwoFactorTokenAsync_ThroughIdentity_RingsAndReturnsWhatIsSpoken()
    {
        var user = await _site.CreateUserAsync();

        var token = await _site.Users.GenerateTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName);

        Assert.Equal(_site.Sender.LastCode, token);
        Assert.True(await _site.Users.VerifyTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName, token));
        Assert.False(await _site.Users.VerifyTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName, token));
    }

    [Fact]
    public async Task GenerateChangePhoneNumberTokenAsync_ThroughIdentity_RingsTheNewNumberAndConfirmsIt()
    {
        var user = await _site.CreateUserAsync(user => user.PhoneNumber = null);

        var token = await _site.Users.GenerateChangePhoneNumberTokenAsync(user, "+8613911281235");
        var wrong = await _site.Users.ChangePhoneNumberAsync(user, "+8613911281236", token);
        var right = await _site.Users.ChangePhoneNumberAsync(user, "+8613911281235", token);

        Assert.Equal("+8613911281235", Assert.Single(_site.Sender.Calls).To.E164);
        Assert.False(wrong.Succeeded);
        Assert.True(right.Succeeded);
        Assert.Equal("+8613911281235", user.PhoneNumber);
    }

    [Fact]
    public async Task GetValidTwoFactorProvidersAsync_ConfirmedNumber_ListsItAndRingsNobody()
    {
        var user = await _site.CreateUserAsync();

        Assert.Contains(YtxVoiceDefaults.ProviderName, await _site.Users.GetValidTwoFactorProvidersAsync(user));
        Assert.Empty(_site.Sender.Calls);
    }

    [Fact]
    public async Task GetValidTwoFactorProvidersAsync_UnconfirmedNumber_DoesNotListIt()
    {
        var user = await _site.CreateUserAsync(user => user.PhoneNumberConfirmed = false);

        Assert.Empty(await _site.Users.GetValidTwoFactorProvidersAsync(user));
    }

    [Theory]
    [InlineData("+8613911281234", "+86139")]
    [InlineData("+12025550143", null)]
    [InlineData("010-85485069 ext. 12", null)]
    [InlineData("no number", null)]
    public async Task GetValidTwoFactorProvidersAsync_ConfirmedNumberThatCannotBeRung_ListsIt(string number, string? blocked)
    {
        using var site = new TestSite(options => options.Destinations.BlockedPrefixes = blocked is null ? [] : [blocked]);
        var user = await site.CreateUserAsync(user => user.PhoneNumber = number);

        // Without a provider Identity would log in by password alone.
        Assert.Equal([YtxVoiceDefaults.ProviderName], await site.Users.GetValidTwoFactorProvidersAsync(user));
        Assert.False(await site.Codes.CanCallAsync(user));
        await Assert.ThrowsAsync<VoiceCodeException>(
            () => site.Users.GenerateTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName));
    }

    [Fact]
    public async Task GenerateTwoFactorTokenAsync_Denied_ThrowsReasonAndWait()
    {
        var user = await _site.CreateUserAsync();
        await _site.CallAsync(user);

        var exception = await Assert.ThrowsAsync<VoiceCodeException>(
            () => _site.Users.GenerateTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName));

        Assert.Equal(VoiceCodeReason.LimitReached, exception.Reason);
        Assert.Equal(TimeSpan.FromSeconds(60), exception.RetryAfter);
    }

    [Fact]
    public async Task GenerateTwoFactorTokenAsync_RefusedCall_ThrowsWithoutSecrets()
    {
        var user = await _site.CreateUserAsync();
        _site.Sender.Failure = VoiceCallOutcome.Refused(VoiceCallFailure.Configuration, "Fix it.");

        var exception = await Assert.ThrowsAsync<VoiceCodeException>(
            () => _site.Users.GenerateTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName));

        Assert.Equal(VoiceCodeReason.CallFailed, exception.Reason);
        Assert.Equal("No voice call was placed: CallFailed.", exception.Message);
        Assert.DoesNotContain(_site.Sender.LastCode, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1391128", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateTwoFactorTokenAsync_OutcomeUnknown_SaysThatThePhoneMayRing()
    {
        var user = await _site.CreateUserAsync();
        _site.Sender.Failure = VoiceCallOutcome.Unknown(VoiceCallFailure.NoResponse, "Lost.");

        var exception = await Assert.ThrowsAsync<VoiceCodeException>(
            () => _site.Users.GenerateTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName));

        Assert.Equal(VoiceCodeReason.CallOutcomeUnknown, exception.Reason);
        Assert.Equal("It is unknown whether the voice call was placed; the phone may ring.", exception.Message);
    }
}

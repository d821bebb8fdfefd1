using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ytx.Identity.Hooks;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Codes;

public sealed class VoiceCodeManagerTests : IDisposable
{
    private readonly TestSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task RequestCallAsync_ConfirmedNumber_RingsItAndTellsWhatAPageShows()
    {
        var user = await _site.CreateUserAsync();

        var result = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded);
        Assert.Equal("+8613911281234", Assert.Single(_site.Sender.Calls).To.E164);
        Assert.Equal("139****1234", result.MaskedNumber);
        Assert.Equal(_site.Clock.GetUtcNow().AddMinutes(5), result.ExpiresAt);
        Assert.Equal(TimeSpan.FromSeconds(60), result.RetryAfter);
        Assert.Equal(5, result.TriesLeft);
        Assert.Equal("request-1", result.RequestId);
    }

    [Fact]
    public async Task RequestCallAsync_ChangePhoneNumber_RingsTheNewNumber()
    {
        var user = await _site.CreateUserAsync(user => user.PhoneNumber = null);

        await _site.CallAsync(user, VoiceCodePurpose.ChangePhoneNumber("139 1128 1235"));

        Assert.Equal("+8613911281235", Assert.Single(_site.Sender.Calls).To.E164);
    }

    [Fact]
    public async Task RequestCallAsync_Again_IsDeniedByTheCoolDownAndTheCodeStaysValid()
    {
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);
        _site.Clock.Advance(TimeSpan.FromSeconds(20.5));

        var denied = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(VoiceCodeReason.LimitReached, denied.Reason);
        Assert.Equal("cool-down: 1 in 1m", denied.DeniedBy?.ToString());
        Assert.Equal(TimeSpan.FromSeconds(40), denied.RetryAfter);
        Assert.Equal(_site.Clock.GetUtcNow().AddMinutes(5).AddSeconds(-20.5), denied.ExpiresAt);
        Assert.Equal(5, denied.TriesLeft);
        Assert.Single(_site.Sender.Calls);
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code));
    }

    [Fact]
    public async Task RequestCallAsync_DeniedWithoutALiveCode_SaysSo()
    {
        var user = await _site.CreateUserAsync();
        await _site.CallAsync(user, "step-up");

        var denied = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(VoiceCodeReason.LimitReached, denied.Reason);
        Assert.Null(denied.ExpiresAt);
        Assert.Null(denied.TriesLeft);
    }

    [Fact]
    public async Task RequestCallAsync_AfterTheCoolDown_SpeaksTheSameCode()
    {
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);
        _site.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(code, await _site.CallAsync(user));
    }

    [Theory]
    [InlineData("123456", true)]
    [InlineData("123 456", true)]
    [InlineData("\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16", true)]
    [InlineData("12345", false)]
    [InlineData("1234567", false)]
    [InlineData("12345a", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsWellFormedCode_Text_TellsWhetherItWouldBeCompared(string? text, bool expected) =>
        Assert.Equal(expected, _site.Codes.IsWellFormedCode(text));

    [Fact]
    public async Task RequestCallAsync_OnRepeatNewCode_EndsTheOldOne()
    {
        using var site = new TestSite(options => options.Codes.OnRepeat = OnRepeat.NewCode);
        var user = await site.CreateUserAsync();
        var old = await site.CallAsync(user);
        site.Clock.Advance(TimeSpan.FromSeconds(60));
        var fresh = await site.CallAsync(user);

        Assert.NotEqual(old, fresh);
        Assert.Equal(VoiceCodeReason.WrongCode, await site.TryAsync(user, old));
        Assert.Equal(VoiceCodeReason.None, await site.TryAsync(user, fresh));
    }

    [Theory]
    [InlineData(null, true, VoiceCodeReason.NoPhoneNumber)]
    [InlineData("", true, VoiceCodeReason.NoPhoneNumber)]
    [InlineData("+8613911281234", false, VoiceCodeReason.NoPhoneNumber)]
    [InlineData("1-800-FLOWERS", true, VoiceCodeReason.InvalidPhoneNumber)]
    [InlineData("+19005551234", true, VoiceCodeReason.DestinationNotAllowed)]
    [InlineData("+864008123123", true, VoiceCodeReason.DestinationNotAllowed)]
    public async Task RequestCallAsync_NobodyToRing_SaysWhy(string? number, bool confirmed, VoiceCodeReason expected)
    {
        var user = await _site.CreateUserAsync(user =>
        {
            user.PhoneNumber = number;
            user.PhoneNumberConfirmed = confirmed;
        });

        var result = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.Reason);
        Assert.Empty(_site.Sender.Calls);
        Assert.False(await _site.Codes.CanCallAsync(user));
    }

    [Theory]
    [InlineData(VoiceCallFailure.Balance, VoiceCodeReason.CallFailed)]
    // Asking again does not help.
    [InlineData(VoiceCallFailure.Destination, VoiceCodeReason.DestinationNotAllowed)]
    public async Task RequestCallAsync_DefinitelyRefused_GivesBackCallAndCode(VoiceCallFailure failure, VoiceCodeReason reason)
    {
        var user = await _site.CreateUserAsync();
        _site.Sender.Failure = VoiceCallOutcome.Refused(failure, "No.");

        var refused = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(reason, refused.Reason);
        Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, _site.Sender.LastCode));
        _site.Sender.Failure = null;
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user)));
    }

    [Fact]
    public async Task RequestCallAsync_OutcomeUnknown_KeepsTheCodeValidAndTheCallSpent()
    {
        var user = await _site.CreateUserAsync();
        _site.Sender.Failure = VoiceCallOutcome.Unknown(VoiceCallFailure.NoResponse, "Lost.");

        var unknown = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(VoiceCodeReason.CallOutcomeUnknown, unknown.Reason);
        Assert.NotNull(unknown.ExpiresAt);
        _site.Sender.Failure = null;
        var again = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);
        Assert.Equal(VoiceCodeReason.LimitReached, again.Reason);
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, _site.Sender.LastCode));
    }

    [Fact]
    public async Task RequestCallAsync_SenderThrowsWhatItMayNot_IsUnknownAndTheCodeStaysValid()
    {
        var user = await _site.CreateUserAsync();
        _site.Sender.Exception = new TaskCanceledException("about 13911281234");

        var unknown = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(VoiceCodeReason.CallOutcomeUnknown, unknown.Reason);
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, _site.Sender.LastCode));
    }

    [Fact]
    public async Task RequestCallAsync_SettingsThatDoNotHold_FailAndGiveBack()
    {
        var user = await _site.CreateUserAsync();
        _site.Sender.Exception = new OptionsValidationException("Ytx", typeof(YtxVoiceOptions), ["Ytx:AppId must be set."]);

        var failed = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(VoiceCodeReason.CallFailed, failed.Reason);
        _site.Sender.Exception = null;
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user)));
    }

    [Fact]
    public async Task RequestCallAsync_CallerGivesUpBefore_IsRethrownAndNothingIsSpent()
    {
        var user = await _site.CreateUserAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, new CancellationToken(canceled: true)));

        Assert.Empty(_site.Sender.Calls);
        Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, "123456"));
        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(user));
    }

    [Theory]
    [InlineData(false, VoiceCodeReason.None)]
    [InlineData(true, VoiceCodeReason.CallOutcomeUnknown)]
    public async Task RequestCallAsync_CallerGivesUpOnceGranted_IsFinished(bool senderThrows, VoiceCodeReason expected)
    {
        var user = await _site.CreateUserAsync();
        using var caller = new CancellationTokenSource();
        _site.Sender.Sending = caller.Cancel;
        _site.Sender.Exception = senderThrows ? new OperationCanceledException(caller.Token) : null;

        var result = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, caller.Token);

        Assert.Equal(expected, result.Reason);
        Assert.NotNull(result.ExpiresAt);
        Assert.False(_site.Sender.LastToken.CanBeCanceled);
        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user));
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, _site.Sender.LastCode));
    }

    [Fact]
    public async Task VerifyAsync_CallerGivesUpBefore_IsRethrownAndCostsNoTry()
    {
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _site.Codes.VerifyAsync(user, VoiceCodePurpose.LogIn, code, new CancellationToken(canceled: true)));

        var wrong = await _site.Codes.VerifyAsync(user, VoiceCodePurpose.LogIn, TestSite.Wrong(code), TestContext.Current.CancellationToken);
        Assert.Equal(4, wrong.TriesLeft);
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code));
    }

    [Fact]
    public async Task RequestCallAsync_SlowSender_TimesAreThoseOfTheStore()
    {
        var user = await _site.CreateUserAsync();
        var begun = _site.Clock.GetUtcNow();
        _site.Sender.Sending = () => _site.Clock.Advance(TimeSpan.FromSeconds(8));

        var result = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(begun.AddMinutes(5), result.ExpiresAt);
        Assert.Equal(TimeSpan.FromSeconds(52), result.RetryAfter);
    }

    [Fact]
    public async Task RequestCallAsync_EmptySecurityStamp_Throws()
    {
        var user = await _site.CreateUserAsync(user => user.SecurityStamp = "");

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _site.TryAsync(user, "123456"));
    }

    [Fact]
    public async Task VerifyAsync_Right_WorksOnce()
    {
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);

        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code));
        Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, code));
    }

    [Fact]
    public async Task VerifyAsync_Wrong_CountsTriesAcrossCodesUntilLocked()
    {
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);
        for (var left = 4; left >= 0; left--)
        {
            var wrong = await _site.Codes.VerifyAsync(
                user, VoiceCodePurpose.LogIn, TestSite.Wrong(code), TestContext.Current.CancellationToken);
            Assert.Equal(VoiceCodeReason.WrongCode, wrong.Reason);
            Assert.Equal(left, wrong.TriesLeft);
        }

        Assert.Equal(VoiceCodeReason.TriesUsedUp, await _site.TryAsync(user, code));
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        var fresh = await _site.CallAsync(user);
        Assert.NotEqual(code, fresh);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(VoiceCodeReason.WrongCode, await _site.TryAsync(user, TestSite.Wrong(fresh)));
        }

        _site.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(VoiceCodeReason.LockedOut, await _site.TryAsync(user, fresh));
        var call = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);
        Assert.Equal(VoiceCodeReason.LockedOut, call.Reason);
        Assert.Equal(2, _site.Sender.Calls.Count);
    }

    [Fact]
    public async Task VerifyAsync_Malformed_CostsNoTry()
    {
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);
        foreach (var text in new[] { null, "", "null", "12345", "1234567", "abcdef", new string('1', 1_000_000) })
        {
            Assert.Equal(VoiceCodeReason.Malformed, await _site.TryAsync(user, text));
        }

        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code));
    }

    [Fact]
    public void IsWellFormedCode_AMillionCharacters_AllocatesNoMoreThanAHundred()
    {
        var codes = _site.Codes;
        var (small, large) = (new string('1', 100), new string('1', 1_000_000));
        Cost(small);

        Assert.Equal(Cost(small), Cost(large));

        long Cost(string typed)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.False(codes.IsWellFormedCode(typed));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task StoreUnavailable_CallAndCode_AreRefused()
    {
        using var site = new TestSite(services: services => services.AddSingleton<IVoiceCodeStore, BrokenStore>());
        var user = await site.CreateUserAsync();

        var call = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);

        Assert.Equal(VoiceCodeReason.Unavailable, call.Reason);
        Assert.Empty(site.Sender.Calls);
        Assert.Equal(VoiceCodeReason.Unavailable, await site.TryAsync(user, "123456"));
        Assert.False(await site.Codes.UnlockAsync(user, VoiceCodePurposeKind.LogIn));
    }

    [Fact]
    public async Task VerifyAsync_WithoutChallenge_AcceptsNothing()
    {
        var user = await _site.CreateUserAsync();

        Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, "000000"));
        Assert.Equal(VoiceCodeReason.Malformed, await _site.TryAsync(user, ""));
    }

    [Fact]
    public async Task VerifyAsync_ChangedStamp_EndsTheCodeAndTheNextCallSpeaksAnother()
    {
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);
        user.SecurityStamp = "changed";

        Assert.Equal(VoiceCodeReason.WrongCode, await _site.TryAsync(user, code));
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user)));
    }

    [Fact]
    public async Task VerifyAsync_CrossUse_FailsForEveryOtherUserPurposeAndNumber()
    {
        var user = await _site.CreateUserAsync();
        var other = await _site.CreateUserAsync(other => other.PhoneNumber = "+8613911281235");
        var code = await _site.CallAsync(user);
        await _site.CallAsync(other);
        var purposes = new[]
        {
            VoiceCodePurpose.ResetPassword, VoiceCodePurpose.ChangePhoneNumber("+8613911281234"), "step-up",
        };

        Assert.Equal(VoiceCodeReason.WrongCode, await _site.TryAsync(other, code));
        foreach (var purpose in purposes)
        {
            Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, code, purpose));
        }

        user.PhoneNumber = "+8613911281236";
        Assert.Equal(VoiceCodeReason.WrongCode, await _site.TryAsync(user, code));
        user.PhoneNumber = "+8613911281234";
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code));
    }

    [Fact]
    public async Task LastVerification_AfterIdentityChecked_SaysWhyItFailed()
    {
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);

        Assert.False(await _site.Users.VerifyTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName, TestSite.Wrong(code)));

        Assert.Equal(VoiceCodeReason.WrongCode, _site.Codes.LastVerification?.Reason);
        Assert.Equal(4, _site.Codes.LastVerification?.TriesLeft);
    }

    [Fact]
    public async Task ToString_ResultsAndEventsOfAllOutcomes_ShowNeitherCodeNorNumber()
    {
        var events = new KeptEvents();
        using var site = new TestSite(services: services => services.AddSingleton<IVoiceCodeObserver>(events));
        var user = await site.CreateUserAsync();
        var stop = TestContext.Current.CancellationToken;
        object placed = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, stop);
        object refused = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, stop);
        var code = site.Sender.LastCode;
        object wrong = await site.Codes.VerifyAsync(user, VoiceCodePurpose.LogIn, code is "000000" ? "000001" : "000000", stop);
        object right = await site.Codes.VerifyAsync(user, VoiceCodePurpose.LogIn, code, stop);
        object used = await site.Codes.VerifyAsync(user, VoiceCodePurpose.LogIn, code, stop);

        object[] all = [placed, refused, wrong, right, used, site.Sender.Calls.First(), .. events.All];

        Assert.True(events.All.Count > 2, "No event was heard.");
        Assert.All(all, one =>
        {
            Assert.DoesNotContain(code, one.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("13911281234", one.ToString(), StringComparison.Ordinal);
        });
    }

    private sealed class KeptEvents : IVoiceCodeObserver
    {
        public List<VoiceCodeEvent> All { get; } = [];

        public ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default)
        {
            All.Add(voiceCodeEvent);
            return ValueTask.CompletedTask;
        }
    }
}

using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Identity.Tests.Attacks;

public sealed class MemoryAttackTests
{
    private const int Ceiling = 1_000_000;

    [Fact]
    public async Task Begin_TwoMillionRandomUsers_StaysBoundedAndExistingCodesStillVerify()
    {
        var clock = new FakeTimeProvider();
        var store = new InMemoryVoiceCodeStore(clock, Ceiling);
        var limits = new VoiceCodeLimits(new VoiceCodeOptions());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var granted = 0;
        for (var i = 0; i < 2 * Ceiling; i++)
        {
            granted += (await BeginAsync(store, limits, i)).Status is ChallengeStatus.Granted ? 1 : 0;
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Ceiling;
        Assert.Equal(Ceiling, granted);
        Assert.InRange(bytes, 1, 700);
        foreach (var user in new[] { 0, 1, Ceiling / 2, Ceiling - 1 })
        {
            Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(store, limits, user)).Status);
        }

        // And what was counted is still counted: an early one cannot ring again by flooding the rest out.
        Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(store, limits, 2)).Status);

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(store, limits, 2 * Ceiling)).Status);
    }

    private static ValueTask<ChallengeGrant> BeginAsync(InMemoryVoiceCodeStore store, VoiceCodeLimits limits, int user) =>
        store.BeginAsync(new ChallengeRequest
        {
            UserId = Id(user),
            Purpose = VoiceCodePurpose.LogIn,
            PurposeClass = VoiceCodePurposeClass.LogIn,
            Binding = 1,
            Nonce = (UInt128)user + 1,
            Verifier = (UInt128)user,
            Lifetime = TimeSpan.FromMinutes(5),
            RenewBelow = TimeSpan.FromMinutes(1),
            Tries = 5,
            Guesses = limits.GuessesAt(VoiceCodePurposeClass.LogIn),
            Claims = limits.ClaimsFor(
                string.Create(CultureInfo.InvariantCulture, $"+861391{user:D7}"),
                VoiceCodePurposeClass.LogIn, isOwner: true, Id(user), client: null, DateTimeOffset.UnixEpoch),
        });

    private static ValueTask<ChallengeVerdict> VerifyAsync(InMemoryVoiceCodeStore store, VoiceCodeLimits limits, int user) =>
        store.VerifyAsync(new ChallengeAttempt
        {
            UserId = Id(user),
            Purpose = VoiceCodePurpose.LogIn,
            PurposeClass = VoiceCodePurposeClass.LogIn,
            Verifier = (UInt128)user,
            Guesses = limits.GuessesAt(VoiceCodePurposeClass.LogIn),
        });

    private static string Id(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{user}");
}

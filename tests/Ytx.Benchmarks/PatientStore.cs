using Ytx.Identity;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Benchmarks;

/// <summary>
/// The in-memory store for somebody who tries a million codes: the same work a try, but rules that never end it.
/// </summary>
internal sealed class PatientStore(IVoiceCodeStore store) : IVoiceCodeStore
{
    internal static readonly WrongCodeLimit Patient = new(
        new Allowance(
            "wrong-codes",
            new AllowanceRule(10, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(1)),
            new AllowanceRule(20, TimeSpan.FromMilliseconds(20))),
        maxConsecutive: 50,
        forgetAfter: TimeSpan.FromMilliseconds(20));

    public ValueTask<ChallengeGrant> BeginAsync(
        ChallengeRequest request, CancellationToken cancellationToken = default) => store.BeginAsync(request, cancellationToken);

    public ValueTask AbandonAsync(
        ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default) =>
        store.AbandonAsync(request, grant, cancellationToken);

    public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId) =>
        store.RecordCall(request, grant, requestId);

    public ValueTask<ChallengeVerdict> VerifyAsync(
        ChallengeTry challengeTry, CancellationToken cancellationToken = default) =>
        store.VerifyAsync(
            new ChallengeTry
            {
                User = challengeTry.User,
                Purpose = challengeTry.Purpose,
                PurposeKind = challengeTry.PurposeKind,
                Verifier = challengeTry.Verifier,
                Number = challengeTry.Number,
                WrongCodes = Patient,
            },
            cancellationToken);

    public ValueTask<bool> UnlockAsync(
        UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken = default) =>
        store.UnlockAsync(user, purposeKind, cancellationToken);

    /// <summary>A challenge that the code answers, with tries and a life without end.</summary>
    internal static ChallengeRequest Challenge(BenchmarkUser user, string code) => new()
    {
        User = VoiceCodeManager<BenchmarkUser>.KeyOf(user.Id),
        Purpose = VoiceCodePurpose.LogIn,
        PurposeKind = VoiceCodePurposeKind.LogIn,
        Binding = 0,
        Nonce = 1,
        Verifier = VoiceCodeDerivation.Verifier(
            new VoiceCodeSubject
            {
                User = VoiceCodeManager<BenchmarkUser>.KeyOf(user.Id),
                Purpose = VoiceCodePurpose.LogIn,
                Number = user.PhoneNumber,
                SecurityStamp = user.SecurityStamp,
                ConfirmedNumber = user.PhoneNumber,
            },
            code),
        Lifetime = TimeSpan.FromDays(20),
        RenewBelow = TimeSpan.Zero,
        Tries = int.MaxValue,
        WrongCodes = Patient,
        Claims = default,
    };
}

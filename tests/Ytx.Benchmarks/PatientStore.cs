using Ytx.Identity;

namespace Ytx.Benchmarks;

/// <summary>
/// The in-memory store for somebody who tries a million codes: the same work a try, but rules that never end it.
/// </summary>
internal sealed class PatientStore(IVoiceCodeStore store) : IVoiceCodeStore
{
    internal static readonly GuessLimit Patient = new(
        new Allowance(
            "wrong-codes",
            new AllowanceRule(10, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(1)),
            new AllowanceRule(20, TimeSpan.FromMilliseconds(20))),
        maxConsecutive: 50,
        lapse: TimeSpan.FromMilliseconds(20));

    public ValueTask<ChallengeGrant> BeginAsync(
        ChallengeRequest request, CancellationToken cancellationToken = default) => store.BeginAsync(request, cancellationToken);

    public ValueTask AbandonAsync(
        ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default) =>
        store.AbandonAsync(request, grant, cancellationToken);

    public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId) =>
        store.RecordCall(request, grant, requestId);

    public ValueTask<ChallengeVerdict> VerifyAsync(
        ChallengeAttempt attempt, CancellationToken cancellationToken = default) =>
        store.VerifyAsync(
            new ChallengeAttempt
            {
                Owner = attempt.Owner,
                Purpose = attempt.Purpose,
                PurposeClass = attempt.PurposeClass,
                Verifier = attempt.Verifier,
                Number = attempt.Number,
                Guesses = Patient,
            },
            cancellationToken);

    public ValueTask<bool> UnlockAsync(
        CodeOwner owner, VoiceCodePurposeClass purposeClass, CancellationToken cancellationToken = default) =>
        store.UnlockAsync(owner, purposeClass, cancellationToken);

    /// <summary>A challenge that the code answers, with tries and a life without end.</summary>
    internal static ChallengeRequest Challenge(BenchmarkUser user, string code) => new()
    {
        Owner = VoiceCodeManager<BenchmarkUser>.OwnerOf(user.Id),
        Purpose = VoiceCodePurpose.LogIn,
        PurposeClass = VoiceCodePurposeClass.LogIn,
        Binding = 0,
        Nonce = 1,
        Verifier = VoiceCodeDerivation.Verifier(
            new VoiceCodeSubject
            {
                Owner = VoiceCodeManager<BenchmarkUser>.OwnerOf(user.Id),
                Purpose = VoiceCodePurpose.LogIn,
                Number = user.PhoneNumber,
                SecurityStamp = user.SecurityStamp,
                ConfirmedNumber = user.PhoneNumber,
            },
            code),
        Lifetime = TimeSpan.FromDays(20),
        RenewBelow = TimeSpan.Zero,
        Tries = int.MaxValue,
        Guesses = Patient,
        Claims = default,
    };
}

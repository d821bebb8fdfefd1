using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>A user whose codes' verifiers are known, with one call a minute and two numbers an hour.</summary>
internal sealed class Caller(IVoiceCodeStore store, string? userId = null)
{
    public const string Purpose = "log in";

    private static readonly Allowance OfUser = new("user", new AllowanceRule(3, TimeSpan.FromHours(1))) { Per = AllowanceSubject.User };
    private static readonly Allowance OfNumber = new("number", new AllowanceRule(1, TimeSpan.FromMinutes(1)));
    private static readonly Allowance Numbers = new("numbers", new AllowanceRule(2, TimeSpan.FromHours(1)))
    {
        Per = AllowanceSubject.User,
        Counting = AllowanceCounting.DifferentItems,
    };

    private static readonly Allowance OfApplication = new("application", new AllowanceRule(1_000_000, TimeSpan.FromHours(1)))
    {
        Per = AllowanceSubject.Application,
    };

    private static readonly WrongCodeLimit WrongCodes = new(
        new Allowance("guesses", new AllowanceRule(10, TimeSpan.FromHours(1))), maxConsecutive: 100);

    private UInt128 Verifier { get; init; } = (UInt128)Random.Shared.NextInt64();

    public string UserId { get; } = userId ?? Guid.NewGuid().ToString();

    public string Number { get; private init; } = $"number {Guid.NewGuid()}";

    /// <summary>The same user, with the same codes and number, at another store.</summary>
    public Caller At(IVoiceCodeStore other) => new(other, UserId) { Verifier = Verifier, Number = Number };

    /// <summary>Claims of every kind: of the user, an item, another subject, and one whose count is large.</summary>
    public ChallengeRequest Request(ChallengeStep step = ChallengeStep.Whole, AllowanceClaim[]? claims = null) => new()
    {
        Step = step,
        Owner = new("", UserId),
        Purpose = Purpose,
        PurposeKind = VoiceCodePurposeKind.LogIn,
        Binding = 1,
        Nonce = (UInt128)Random.Shared.NextInt64(),
        Verifier = Verifier,
        Lifetime = TimeSpan.FromMinutes(5),
        RenewBelow = TimeSpan.FromMinutes(1),
        Tries = 5,
        WrongCodes = WrongCodes,
        Claims = claims ?? new AllowanceClaim[]
        {
            new(OfUser, UserId), new(Numbers, UserId) { Item = Number }, new(OfNumber, Number),
            new(OfApplication, "application"),
        },
    };

    public ValueTask<ChallengeGrant> BeginAsync(ChallengeRequest? request = null) =>
        store.BeginAsync(request ?? Request(), TestContext.Current.CancellationToken);

    public ValueTask<ChallengeVerdict> VerifyAsync(bool isRight = true) => store.VerifyAsync(
        new ChallengeAttempt
        {
            Owner = new("", UserId),
            Purpose = Purpose,
            PurposeKind = VoiceCodePurposeKind.LogIn,
            Verifier = isRight ? Verifier : ~Verifier,
            WrongCodes = WrongCodes,
        },
        TestContext.Current.CancellationToken);

    /// <summary>A call and its right code, which must both go well.</summary>
    public async Task LogInAsync()
    {
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync()).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync()).Status);
    }
}

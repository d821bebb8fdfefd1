using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>A user whose codes' verifiers are known, with one call a minute and two numbers an hour.</summary>
internal sealed class Caller(IVoiceCodeStore store, string? userId = null)
{
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

    private UInt128 Verifier { get; init; } = (UInt128)Random.Shared.NextInt64();

    public string UserId { get; } = userId ?? Guid.NewGuid().ToString();

    public string Number { get; private init; } = $"number {Guid.NewGuid()}";

    /// <summary>The same user, with the same codes and number, at another store.</summary>
    public Caller At(IVoiceCodeStore other) => new(other, UserId) { Verifier = Verifier, Number = Number };

    /// <summary>Claims of every kind: of the user, an item, another subject, and one whose count is large.</summary>
    public ChallengeRequest Request(ChallengeStep step = ChallengeStep.Whole, AllowanceClaim[]? claims = null) => ChallengeRequests.Create(
        UserId,
        claims ??
        [
            new(OfUser, UserId), new(Numbers, UserId) { Item = Number }, new(OfNumber, Number),
            new(OfApplication, "application"),
        ],
        verifier: Verifier, step: step);

    public ValueTask<ChallengeGrant> BeginAsync(ChallengeRequest? request = null) =>
        store.BeginAsync(request ?? Request(), TestContext.Current.CancellationToken);

    public ValueTask<ChallengeVerdict> VerifyAsync(bool isRight = true) => store.VerifyAsync(
        Request(claims: []).Try(isRight ? Verifier : ~Verifier), TestContext.Current.CancellationToken);

    /// <summary>A call and its right code, which must both go well.</summary>
    public async Task LogInAsync()
    {
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync()).Status);
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync()).Status);
    }
}

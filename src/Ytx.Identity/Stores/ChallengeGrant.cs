using Ytx.Identity.Limits;

namespace Ytx.Identity.Stores;

/// <summary>A store's answer to a <see cref="ChallengeRequest"/>.</summary>
public sealed class ChallengeGrant
{
    /// <summary>Granted, denied, locked out or unavailable.</summary>
    public required ChallengeStatus Status { get; init; }

    /// <summary>The nonce of the challenge that now lives: the requested one, or that of the one found alive.</summary>
    public UInt128 Nonce { get; init; }

    /// <summary>How much longer the challenge lives; after a denial, the one that waits.</summary>
    public TimeSpan Life { get; init; }

    /// <summary>How many tries it has left; zero if none waits.</summary>
    public int TriesLeft { get; init; }

    /// <summary>The name of the allowance that denied.</summary>
    public string? DeniedBy { get; init; }

    /// <summary>The rule of that allowance that is used up.</summary>
    public AllowanceRule DeniedRule { get; init; }

    /// <summary>
    /// After a denial, when asking again can succeed; after a grant, when the next call can be granted. Null if time
    /// alone does not help.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// When the store took, by its own clock and in its own unit, which mean nothing to others: passed to
    /// <see cref="IVoiceCodeStore.AbandonAsync"/>, it tells the store what to give back.
    /// </summary>
    public long TakenAt { get; init; }

    /// <summary>
    /// The challenge that the new one replaced, in the store's own form, by which giving back restores it; null if none
    /// was alive.
    /// </summary>
    public object? Replaced { get; init; }
}

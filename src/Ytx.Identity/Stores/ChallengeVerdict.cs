namespace Ytx.Identity.Stores;

/// <summary>A store's answer to a <see cref="ChallengeTry"/>.</summary>
/// <param name="status">Verified, wrong, missing, tries used up, locked out or unavailable.</param>
/// <param name="triesLeft">How many tries the challenge has left.</param>
/// <param name="retryAfter">How long the lock lasts; null if it has no end of its own.</param>
public readonly struct ChallengeVerdict(ChallengeStatus status, int triesLeft = 0, TimeSpan? retryAfter = null)
{
    /// <summary>Verified, wrong, missing, tries used up, locked out or unavailable.</summary>
    public ChallengeStatus Status { get; } = status;

    /// <summary>How many tries the challenge has left.</summary>
    public int TriesLeft { get; } = triesLeft;

    /// <summary>How long the lock lasts; null if it has no end of its own.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The vendor's name for the last call that spoke the code; null unless it matched, or if none was noted.</summary>
    public string? RequestId { get; init; }
}

namespace Ytx.Identity.Stores;

/// <summary>What a store answers.</summary>
public enum ChallengeStatus
{
    /// <summary>Nothing can be said: nothing is granted and nothing accepted.</summary>
    Unavailable,

    /// <summary>The call may be placed.</summary>
    Granted,

    /// <summary>An allowance is used up.</summary>
    Denied,

    /// <summary>Too many wrong tries: neither calls nor tries for a while.</summary>
    LockedOut,

    /// <summary>The verifier matched, and the challenge is used up.</summary>
    Verified,

    /// <summary>The verifier did not match.</summary>
    Wrong,

    /// <summary>No challenge waits.</summary>
    Missing,

    /// <summary>The challenge has no tries left.</summary>
    TriesUsedUp,
}

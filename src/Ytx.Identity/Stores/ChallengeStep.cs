namespace Ytx.Identity.Stores;

/// <summary>What a request for a challenge takes, where something else is asked between an attempt and its call.</summary>
public enum ChallengeStep
{
    /// <summary>Attempt and call in one.</summary>
    Whole,

    /// <summary>
    /// Every claim is looked at, and those of allowances that count attempts are taken. No challenge is opened.
    /// </summary>
    Attempt,

    /// <summary>The claims of all other allowances are taken, and the challenge is opened or found.</summary>
    Call,
}

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What a claim does in a run of Begin.lua.</summary>
internal enum ClaimUse
{
    /// <summary>It can deny, and takes nothing.</summary>
    Looks = 0,

    /// <summary>It can deny, and takes where nothing denies.</summary>
    Takes = 1,

    /// <summary>It tells how long the next one waits, and cannot deny.</summary>
    Tells = 2,
}

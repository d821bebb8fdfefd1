namespace Ytx.Identity.StackExchangeRedis;

/// <summary>The first byte of every answer, as the scripts write it.</summary>
internal enum ScriptStatus
{
    /// <summary>It ran after its deadline, and did nothing.</summary>
    TooLate = 0,

    /// <summary>The call may be placed; or what needs no leave is done.</summary>
    Granted = 1,

    Denied = 2,
    Locked = 3,
    Verified = 4,
    Wrong = 5,
    Missing = 6,
    TriesUsedUp = 7,
}

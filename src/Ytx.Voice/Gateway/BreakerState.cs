namespace Ytx.Voice;

/// <summary>What a <see cref="GatewayBreaker"/> lets through.</summary>
internal enum BreakerState
{
    /// <summary>Every call.</summary>
    Closed,

    /// <summary>One call, which tries the gateway for all.</summary>
    HalfOpen,

    /// <summary>None.</summary>
    Open,
}

namespace Ytx.Voice;

/// <summary>What a <see cref="CircuitBreaker"/> lets through.</summary>
internal enum BreakerState
{
    /// <summary>Every call.</summary>
    Closed,

    /// <summary>One call, the probe, which tries the vendor for all.</summary>
    HalfOpen,

    /// <summary>None.</summary>
    Open,
}

namespace Ytx.Voice;

/// <summary>What is known of an account's balance.</summary>
/// <param name="Yuan">The balance as the gateway told it last; null if it never did.</param>
/// <param name="ToldAt">When that was.</param>
/// <param name="Missed">How often in a row the gateway has not told it since.</param>
/// <param name="Failure">Why it did not the last time, in a sentence with the keys of the account.</param>
internal sealed record YtxBalance(decimal? Yuan = null, DateTimeOffset? ToldAt = null, int Missed = 0, string? Failure = null)
{
    private const int MostMissed = 3;

    /// <summary>Whether the balance is too old to be shown.</summary>
    public bool IsStale => Missed >= MostMissed;
}

namespace Ytx.Identity.Limits;

/// <summary>How many wrong tries one user may make for one kind of purpose, over all codes.</summary>
/// <param name="allowance">How many in a window, and the pause when it is full.</param>
/// <param name="maxConsecutive">
/// How many in a row: only a success or an unlock clears them (NIST SP 800-63B-4, 3.2.2).
/// </param>
/// <param name="forgetAfter">After how long one no longer counts in a row; null if never.</param>
public sealed class WrongCodeLimit(Allowance allowance, int maxConsecutive, TimeSpan? forgetAfter = null)
{
    /// <summary>How many in a window, and the pause when it is full.</summary>
    public Allowance Allowance { get; } = allowance;

    /// <summary>How many in a row.</summary>
    public int MaxConsecutive { get; } = maxConsecutive;

    /// <summary>After how long one no longer counts in a row; null if never.</summary>
    public TimeSpan? ForgetAfter { get; } = forgetAfter;
}

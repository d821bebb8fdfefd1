namespace Ytx.Identity;

/// <summary>One finding about codes and their store: a line of the log at start, and a row of <c>ytx-voice doctor</c>.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Fix">What to do about it; null if nothing.</param>
internal sealed record CodeCheck(string Name, string Finding, string? Fix = null)
{
    /// <summary>The finding and the fix as the log says them.</summary>
    public override string ToString() => $"{Name}: {Finding}. {Fix}";
}

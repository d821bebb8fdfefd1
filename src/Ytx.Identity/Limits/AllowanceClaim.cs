namespace Ytx.Identity.Limits;

/// <summary>One call to be taken from one subject's allowance.</summary>
/// <param name="allowance">Whose rules.</param>
/// <param name="subject">
/// Who is limited: a number, an address; null for the user whose call it is. If the allowance is
/// per user, a text is the id of a user without a user type. Personal data: a shared store hashes it.
/// </param>
public readonly struct AllowanceClaim(Allowance allowance, string? subject)
{
    /// <summary>Whose rules.</summary>
    public Allowance Allowance { get; } = allowance;

    /// <summary>Who is limited; null for the user whose call it is. Personal data: a shared store hashes it.</summary>
    public string? Subject { get; } = subject;

    /// <summary>
    /// The item, where the allowance counts items; null for the user whose call it is. Personal data likewise.
    /// </summary>
    public string? Item { get; init; }

    /// <summary>
    /// How long the limit still applies, such as the rest of the night; a denial never asks for a longer wait. Default zero:
    /// without end.
    /// </summary>
    public TimeSpan EndsIn { get; init; }

    /// <summary>The allowance's name only.</summary>
    public override string ToString() => Allowance.Name;
}

namespace Ytx.Identity;

/// <summary>One call to be taken from one subject's allowance.</summary>
/// <param name="allowance">Whose rules.</param>
/// <param name="subject">Who is limited: a number, a user, an address. Personal data: a shared store hashes it.</param>
/// <param name="item">
/// If given, the allowance counts different items instead of calls: a call to an item that the window already holds
/// is free. Personal data likewise.
/// </param>
public readonly struct AllowanceClaim(Allowance allowance, string subject, string? item = null)
{
    /// <summary>Whose rules.</summary>
    public Allowance Allowance { get; } = allowance;

    /// <summary>Who is limited. Personal data: a shared store hashes it.</summary>
    public string Subject { get; } = subject;

    /// <summary>The item, where different items are counted instead of calls.</summary>
    public string? Item { get; } = item;

    /// <summary>The allowance's name only.</summary>
    public override string ToString() => Allowance.Name;
}

namespace Ytx.Identity;

/// <summary>
/// A number that is never called and whose code is fixed, for the reviewers of an app store. Every other rule applies.
/// </summary>
public sealed class TestNumber
{
    /// <summary>The number, in any spelling.</summary>
    public string Number { get; set; } = "";

    /// <summary>Its code: as many digits as every code has. Secret.</summary>
    public string Code { get; set; } = "";

    /// <summary>When it ends. Required.</summary>
    public DateTimeOffset? Until { get; set; }
}

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

    /// <summary>
    /// When it ends: from this moment on it is a number like any other. Required. A date without an offset, such as
    /// <c>2027-01-31</c>, begins at midnight in the host's time zone: write <c>2027-01-31T00:00:00+08:00</c> where hosts differ.
    /// </summary>
    public DateTimeOffset? Until { get; set; }
}

namespace WebAppDemo;

/// <summary>
/// What protects a user's factors. In a row of its own, since Identity writes all columns of a user back as it has read them, and so
/// would undo a count that was taken meanwhile.
/// </summary>
public sealed class Safeguards
{
    public required string UserId { get; init; }

    /// <summary>Tries of app codes and recovery codes in a row that were not right, and when the last one was: see <see cref="WebAppDemo.FactorTries"/>.</summary>
    public int FactorTries { get; set; }

    public long FactorTriedAt { get; set; }

    /// <summary>The last code of the app that was used, and when. It is worth nothing any more.</summary>
    public string? LastAppCode { get; set; }

    public long LastAppCodeAt { get; set; }

    /// <summary>The confirmed number before the first change of the last week, which the owner can have back: see <see cref="PhoneNotice"/>.</summary>
    public string? PhoneBefore { get; set; }

    /// <summary>Whether the second step was on then.</summary>
    public bool WasOnBefore { get; set; }

    /// <summary>Until when, in seconds since 1970; 0 if there is none.</summary>
    public long PhoneBeforeUntil { get; set; }
}

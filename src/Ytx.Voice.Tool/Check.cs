namespace Ytx.Voice.Tool;

/// <summary>One line of the doctor's findings.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Result">How it is.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Mend">What to do about it; null if nothing.</param>
internal sealed record Check(string Name, CheckResult Result, string Finding, string? Mend = null);

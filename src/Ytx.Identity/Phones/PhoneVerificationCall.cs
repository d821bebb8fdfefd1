namespace Ytx.Identity.Phones;

/// <summary>What came of asking to verify a number.</summary>
public sealed class PhoneVerificationCall
{
    /// <summary>What came of the call.</summary>
    public required VoiceCallResult Call { get; init; }

    /// <summary>
    /// Under what the code is checked; null if no call was placed. Nobody can guess it or read the number in it, but whoever has it may
    /// try codes: for the page that asked, and for no log.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>The reason only.</summary>
    public override string ToString() => Call.ToString();
}

using System.Globalization;

namespace Ytx.Voice.Testing;

/// <summary>A call that rang a <see cref="TestPhone"/> or a <see cref="TestHandset"/>.</summary>
/// <remarks>Not a record: a generated <c>ToString</c> would print the code.</remarks>
public sealed class TestCall
{
    internal TestCall(PhoneNumber to, string code, string requestId) => (To, Code, RequestId) = (to, code, requestId);

    /// <summary>The number that was called.</summary>
    public PhoneNumber To { get; }

    /// <summary>The code that was spoken.</summary>
    public string Code { get; }

    /// <summary>The vendor's name for the call.</summary>
    public string RequestId { get; }

    /// <summary>What the code is for; null where the phone is not told: a <see cref="TestHandset"/> never is.</summary>
    public VoiceCodePurposeKind? PurposeKind { get; internal init; }

    /// <summary>The language of the page that asked; null where the phone is not told.</summary>
    public CultureInfo? Culture { get; internal init; }

    /// <summary>How much longer the code was valid when the phone rang; null where the phone is not told.</summary>
    public TimeSpan? ValidFor { get; internal init; }

    internal IVoiceCallReports? Reports { get; init; }

    /// <summary>Names the masked number only.</summary>
    public override string ToString() => $"Call to {To.Masked}";
}

using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// The law of a call's state: it only moves forward, the first final state wins, and what does not fit the call changes
/// nothing. It knows neither clock nor store.
/// </summary>
internal static class CallProgress
{
    private const int FewestDigits = 4;
    private const string MainlandChina = "+86";

    public static bool IsFinal(this VoiceCallState state) => state > VoiceCallState.Ringing;

    /// <summary>Whether the call has ended, and nobody need prove that any more.</summary>
    public static bool HasEnded(this TrackedCall call) => call.State.IsFinal() && !call.AwaitsConfirmation;

    /// <summary>Whether a report is about this call at all: application and number are the call's.</summary>
    public static bool Fits(this TrackedCall call, VoiceCallReport report) =>
        (call.Application is null || report.Application is null || call.Application == report.Application)
        && (report.Number is not null || report.NumberEnding is not null)
        && (report.Number is null || IsNumber(call.Number, report.Number))
        && (report.NumberEnding is null || EndsWith(call.Number, report.NumberEnding));

    /// <summary>
    /// The call after a report that fits it; the same if that says nothing new. A report that needs a proof is only a claim until the
    /// vendor has proved it.
    /// </summary>
    public static TrackedCall After(
        this TrackedCall call, VoiceCallReport report, DateTimeOffset now, bool needsProof = false)
    {
        if (call.IsConfirmed && !report.IsConfirmed)
        {
            return call;
        }

        // What the vendor has proved takes the place of what anybody may have claimed, once.
        var isProof = report.IsConfirmed && !call.IsConfirmed && report.State?.IsFinal() is true;
        var next = report.State is { } state && (isProof || (state > call.State && !call.State.IsFinal())) ? state : call.State;
        if (report.State is not null && report.State != next)
        {
            // Late, or it contradicts the end that is known.
            return call;
        }

        var isSame = next == call.State && !isProof;
        return call with
        {
            State = next,
            IsConfirmed = call.IsConfirmed || isProof,
            AwaitsConfirmation = !isProof && (isSame ? call.AwaitsConfirmation : needsProof),
            AnsweredAt = next is not VoiceCallState.Answered ? null
                : isSame ? call.AnsweredAt : Between(call.PlacedAt, report.AnsweredAt ?? now, now),
            Duration = isSame ? call.Duration ?? report.Duration : report.Duration,
            Cost = isSame ? call.Cost ?? report.Cost : report.Cost,
        };
    }

    // Parsing is only for what is written another way, such as a landline with the 0 of its area code.
    private static bool IsNumber(string number, string written) => written == number
        || (number.StartsWith(MainlandChina, StringComparison.Ordinal) && number.AsSpan(MainlandChina.Length).SequenceEqual(written))
        || (PhoneNumber.TryParse(written, out var parsed, out _) && parsed.E164 == number);

    // A landline may be written with the 0 of its area code.
    private static bool EndsWith(string number, string ending) => ending.Length >= FewestDigits
        && (number.EndsWith(ending, StringComparison.Ordinal)
            || (ending is ['0', .., _] && ending.Length > 2 * FewestDigits && number.EndsWith(ending[1..], StringComparison.Ordinal)));

    private static DateTimeOffset Between(DateTimeOffset first, DateTimeOffset time, DateTimeOffset last) =>
        time < first ? first : time > last ? last : time;
}

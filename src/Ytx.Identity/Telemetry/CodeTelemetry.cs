using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace Ytx.Identity;

/// <summary>
/// What an operator can measure of codes and limits: meter and activity source <c>Ytx.Identity</c>, described in
/// docs/telemetry.md. No tag tells a user, a number or a purpose of the application's own.
/// </summary>
internal sealed class CodeTelemetry
{
    public const string Name = "Ytx.Identity";

    private const string PurposeClass = "ytx.identity.purpose_class";
    private const string Result = "ytx.identity.result";

    private static readonly object Yes = true;
    private static readonly object No = false;
    private static readonly ActivitySource Source = new(Name);
    private static readonly string[] Classes = Names<VoiceCodePurposeClass>();
    private static readonly string[] Reasons = Names<VoiceCodeReason>();

    private readonly TimeProvider _timeProvider;
    private readonly Counter<long> _issued;
    private readonly Counter<long> _denied;
    private readonly Counter<long> _verifications;
    private readonly Counter<long> _storeErrors;
    private readonly Histogram<double> _storeDuration;

    [SuppressMessage("Reliability", "CA2000", Justification = "The factory disposes what it made.")]
    public CodeTelemetry(IMeterFactory meters, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        var meter = meters.Create(Name);
        _issued = meter.CreateCounter<long>(
            "ytx.identity.codes.issued", "{call}", "Calls that may have been placed, each of which speaks a code.");
        _denied = meter.CreateCounter<long>(
            "ytx.identity.calls.denied", "{call}", "Calls that were asked for and not placed, by reason and by the rule that denied.");
        _verifications = meter.CreateCounter<long>(
            "ytx.identity.verifications", "{verification}", "Codes that were typed, by what came of it.");
        _storeErrors = meter.CreateCounter<long>(
            "ytx.identity.store.errors", "{error}", "Steps of the store that it could not, or not certainly, take.");
        _storeDuration = meter.CreateHistogram(
            "ytx.identity.store.duration", "s", "How long a step of the store took.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.00001, 0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
            });
    }

    /// <summary>Notes what came of a request for a call.</summary>
    public void Call(VoiceCodePurposeClass purposeClass, VoiceCallResult result)
    {
        if (result.Reason is VoiceCodeReason.None or VoiceCodeReason.CallOutcomeUnknown)
        {
            _issued.Add(1, Class(purposeClass), new("ytx.identity.code.repeated", result.IsRepeated ? Yes : No));
        }
        else if (_denied.Enabled)
        {
            _denied.Add(
                1, Class(purposeClass), new("ytx.identity.reason", Reasons[(int)result.Reason]),
                new("ytx.identity.rule", result.DeniedBy?.Split(':')[0] ?? "none"));
        }
    }

    /// <summary>Begins the trace of a verification.</summary>
    public static Activity? BeginVerification() => Source.StartActivity("ytx.identity.verify");

    /// <summary>Notes what came of a verification.</summary>
    public void Verification(Activity? activity, VoiceCodePurposeClass purposeClass, VoiceCodeReason reason)
    {
        var result = reason is VoiceCodeReason.None ? "verified" : Reasons[(int)reason];
        _verifications.Add(1, Class(purposeClass), new(Result, result));
        activity?.SetTag(PurposeClass, Classes[(int)purposeClass]).SetTag(Result, result);
        if (reason is VoiceCodeReason.Unavailable)
        {
            activity?.SetStatus(ActivityStatusCode.Error, result);
        }
    }

    /// <summary>When a step of the store began, if anybody wants to know.</summary>
    public long BeginStep() => _storeDuration.Enabled ? _timeProvider.GetTimestamp() : 0;

    /// <summary>Notes how a step of the store ended.</summary>
    public void Step(string operation, long begin, bool succeeded)
    {
        if (!succeeded)
        {
            _storeErrors.Add(1, new KeyValuePair<string, object?>("ytx.identity.operation", operation));
        }

        if (begin is not 0)
        {
            _storeDuration.Record(
                _timeProvider.GetElapsedTime(begin).TotalSeconds,
                new("ytx.identity.operation", operation), new(Result, succeeded ? "ok" : "unavailable"));
        }
    }

    private static KeyValuePair<string, object?> Class(VoiceCodePurposeClass purposeClass) =>
        new(PurposeClass, Classes[(int)purposeClass]);

    private static string[] Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(static name => char.ToLowerInvariant(name[0]) + name[1..])];
}

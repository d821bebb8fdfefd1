using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// What an operator can measure of codes and limits: meter and activity source <c>Ytx.Identity</c>, described in
/// docs/telemetry.md. No tag tells a user, a number or a purpose of the application's own.
/// </summary>
internal sealed class CodeTelemetry
{
    public const string Name = "Ytx.Identity";

    private const string PurposeKind = "ytx.identity.purpose_kind";
    private const string Result = "ytx.identity.result";
    private const string Operation = "ytx.identity.store.operation";
    private const string ErrorType = "error.type";

    private static readonly object Yes = true;
    private static readonly object No = false;
    private static readonly ActivitySource Source = new(Name);
    private static readonly string[] Classes = Names<VoiceCodePurposeKind>();
    private static readonly string[] Reasons = Names<VoiceCodeReason>();
    private static readonly string[] States = Names<VoiceCallState>();

    private readonly TimeProvider _timeProvider;
    private readonly Counter<long> _issued;
    private readonly Counter<long> _denied;
    private readonly Counter<long> _verifications;
    private readonly Counter<long> _storeErrors;
    private readonly Histogram<double> _storeDuration;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _converted;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _reports;
    private readonly Histogram<double> _timeToAnswer;

    [SuppressMessage("Reliability", "CA2000", Justification = "The factory disposes what it made.")]
    public CodeTelemetry(IMeterFactory meters, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        var meter = meters.Create(Name);
        _issued = meter.CreateCounter<long>(
            "ytx.identity.codes.issued", "{code}", "Codes that a call may have spoken, or that a test number has.");
        _denied = meter.CreateCounter<long>(
            "ytx.identity.calls.denied", "{call}", "Calls that were asked for and not placed, or given up by the caller.");
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
        _ended = meter.CreateCounter<long>(
            "ytx.identity.calls.ended", "{call}", "Calls whose end the vendor has reported, by how they ended.");
        _converted = meter.CreateCounter<long>(
            "ytx.identity.calls.converted", "{call}", "Calls whose code was accepted and whose end is known, by how they ended.");
        _cost = meter.CreateCounter<double>(
            "ytx.identity.calls.cost", "{CNY}", "What calls have cost, as the vendor has reported, in the currency of its account.");
        _reports = meter.CreateCounter<long>(
            "ytx.identity.call.reports", "{report}", "Reports of vendors about calls, by what came of them.");
        _timeToAnswer = meter.CreateHistogram(
            "ytx.identity.call.time_to_answer", "s", "How long after it was placed a call was answered.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2.5, 5, 7.5, 10, 15, 20, 30, 45, 60, 90] });
    }

    /// <summary>Notes what came of a vendor's report.</summary>
    public void Report(string result) => _reports.Add(1, new KeyValuePair<string, object?>("ytx.identity.report.result", result));

    /// <summary>Notes how far a call has come, if that is no mere claim: each end, answer and cost once.</summary>
    public void Progress(TrackedCall before, TrackedCall call)
    {
        var kind = Class(VoiceCodePurpose.KindOf(call.Purpose));
        if (call.HasEnded() && !before.HasEnded())
        {
            _ended.Add(1, kind, State(call));
            if (call.AnsweredAt is { } answered)
            {
                _timeToAnswer.Record((answered - call.PlacedAt).TotalSeconds, kind);
            }

            if (call.IsUsed)
            {
                _converted.Add(1, kind, State(call));
            }
        }

        if (call.Cost is { } cost && (before.Cost is null || before.AwaitsConfirmation))
        {
            _cost.Add((double)cost, kind);
        }
    }

    /// <summary>Notes that the code of a call has ended. A code is often typed while the call still goes on.</summary>
    public void CodeEnded(TrackedCall call)
    {
        if (call.IsUsed && call.HasEnded())
        {
            _converted.Add(1, Class(VoiceCodePurpose.KindOf(call.Purpose)), State(call));
        }
    }

    /// <summary>Notes what came of a request for a call.</summary>
    public void Call(VoiceCodePurposeKind purposeKind, VoiceCallResult result)
    {
        if (result.Reason is VoiceCodeReason.None or VoiceCodeReason.CallOutcomeUnknown)
        {
            _issued.Add(1, Class(purposeKind), new("ytx.identity.code.repeated", result.IsRepeated ? Yes : No));
        }
        else if (_denied.Enabled)
        {
            Denied(purposeKind, Reasons[(int)result.Reason], result.DeniedBy?.Limit);
        }
    }

    /// <summary>Notes a request for a call that ended with an exception.</summary>
    public void Call(VoiceCodePurposeKind purposeKind, Exception exception) =>
        Denied(purposeKind, KindOf(exception), rule: null);

    /// <summary>Begins the trace of a verification.</summary>
    public static Activity? BeginVerification() => Source.StartActivity("ytx.identity.verify");

    /// <summary>Notes what came of a verification.</summary>
    public void Verification(Activity? activity, VoiceCodePurposeKind purposeKind, VoiceCodeReason reason) => Verification(
        activity, purposeKind, reason is VoiceCodeReason.None ? "verified" : Reasons[(int)reason],
        isError: reason is VoiceCodeReason.Unavailable);

    /// <summary>Notes a verification that ended with an exception.</summary>
    public void Verification(Activity? activity, VoiceCodePurposeKind purposeKind, Exception exception) =>
        Verification(activity, purposeKind, KindOf(exception), isError: exception is not OperationCanceledException);

    /// <summary>When a step of the store began, if anybody wants to know.</summary>
    public long BeginStep() => _storeDuration.Enabled ? _timeProvider.GetTimestamp() : 0;

    /// <summary>Notes that a step of the store ended.</summary>
    public void Step(string operation, long begin, bool succeeded) =>
        Step(operation, begin, succeeded ? null : "unavailable", isError: !succeeded);

    /// <summary>Notes that a step of the store ended with an exception.</summary>
    public void Step(string operation, long begin, Exception exception) =>
        Step(operation, begin, KindOf(exception), isError: exception is not OperationCanceledException);

    private void Denied(VoiceCodePurposeKind purposeKind, string reason, string? rule) => _denied.Add(
        1, Class(purposeKind), new("ytx.identity.reason", reason), new("ytx.identity.rule", rule ?? "none"));

    private void Verification(Activity? activity, VoiceCodePurposeKind purposeKind, string result, bool isError)
    {
        _verifications.Add(1, Class(purposeKind), new(Result, result));
        activity?.SetTag(PurposeKind, Classes[(int)purposeKind]).SetTag(Result, result);
        if (isError)
        {
            activity?.SetStatus(ActivityStatusCode.Error, result);
        }
    }

    private void Step(string operation, long begin, string? kind, bool isError)
    {
        if (isError)
        {
            _storeErrors.Add(1, new(Operation, operation), new(ErrorType, kind));
        }

        if (begin is 0)
        {
            return;
        }

        var tags = new TagList { { Operation, operation } };
        if (kind is not null)
        {
            tags.Add(ErrorType, kind);
        }

        _storeDuration.Record(_timeProvider.GetElapsedTime(begin).TotalSeconds, tags);
    }

    private static string KindOf(Exception exception) =>
        exception is OperationCanceledException ? "cancelled" : "exception";

    private static KeyValuePair<string, object?> Class(VoiceCodePurposeKind purposeKind) =>
        new(PurposeKind, Classes[(int)purposeKind]);

    private static KeyValuePair<string, object?> State(TrackedCall call) => new("ytx.identity.call.state", States[(int)call.State]);

    private static string[] Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}

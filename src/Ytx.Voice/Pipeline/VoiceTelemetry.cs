using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Ytx.Voice;

/// <summary>
/// What an operator can measure of the calls: meter and activity source <c>Ytx.Voice</c>, described in docs/telemetry.md.
/// No tag holds a code, a number or a secret, and none has more than a handful of values.
/// </summary>
internal sealed class VoiceTelemetry
{
    public const string Name = "Ytx.Voice";

    private const string Account = "ytx.voice.account";
    private const string Outcome = "ytx.voice.outcome";
    private const string ErrorType = "error.type";
    private const string NotSent = "not_sent";

    private static readonly ActivitySource Source = new(Name);
    private static readonly string[] Kinds =
        [.. Enum.GetNames<VoiceCallFailure>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private readonly TimeProvider _timeProvider;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _active;
    private readonly List<VoicePipeline> _pipelines = [];

    [SuppressMessage("Reliability", "CA2000", Justification = "The factory disposes what it made.")]
    public VoiceTelemetry(IMeterFactory meters, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        var meter = meters.Create(Name);
        _calls = meter.CreateCounter<long>(
            "ytx.voice.calls", "{call}", "Calls that were asked of an account, by how that ended.");
        _duration = meter.CreateHistogram(
            "ytx.voice.call.duration", "s", "How long a call took until the vendor's answer, its turn in the queue included.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 10, 30, 60] });
        _active = meter.CreateUpDownCounter<long>(
            "ytx.voice.active_calls", "{call}", "Calls that wait for the vendor's answer or for their turn.");
        meter.CreateObservableGauge(
            "ytx.voice.breaker.state", States, "{state}", "0: closed, calls go out; 1: half open, one call tries the vendor; 2: open.");
    }

    /// <summary>Shows an account's breaker from now on.</summary>
    public void Watch(VoicePipeline pipeline)
    {
        lock (_pipelines)
        {
            _pipelines.Add(pipeline);
        }
    }

    /// <summary>The pipeline of an account, if there is one already.</summary>
    public VoicePipeline? Find(string account)
    {
        lock (_pipelines)
        {
            return _pipelines.Find(pipeline => pipeline.Account == account);
        }
    }

    public Call Begin(string account)
    {
        _active.Add(1, AccountTag(account));
        return new Call(account, _timeProvider.GetTimestamp(), Source.StartActivity("ytx.voice.call", ActivityKind.Client));
    }

    public void Ended(in Call call, VoiceCallOutcome outcome)
    {
        if (outcome.IsAccepted)
        {
            call.Activity?.SetTag("ytx.voice.request_id", outcome.RequestId);
        }
        else
        {
            call.Activity?.SetTag("ytx.voice.status_code", outcome.StatusCode);
        }

        End(call, outcome switch
        {
            { IsAccepted: true } => "accepted",
            { MayHaveBeenPlaced: true } => "unknown",
            { Failure: VoiceCallFailure.Unavailable or VoiceCallFailure.Unreachable } => NotSent,
            _ => "refused",
        }, outcome.Failure);
    }

    /// <summary>Notes a call whose account has invalid settings.</summary>
    public void Misconfigured(in Call call) => End(call, NotSent, VoiceCallFailure.Configuration);

    public void Cancelled(in Call call) => End(call, "cancelled", null);

    private void End(in Call call, string outcome, VoiceCallFailure? failure)
    {
        var tags = new TagList { AccountTag(call.Account), new(Outcome, outcome) };
        if (failure is { } kind)
        {
            tags.Add(ErrorType, Kinds[(int)kind]);
            call.Activity?.SetStatus(ActivityStatusCode.Error, Kinds[(int)kind]);
        }

        _active.Add(-1, AccountTag(call.Account));
        _calls.Add(1, tags);
        _duration.Record(_timeProvider.GetElapsedTime(call.Start).TotalSeconds, tags);
        if (call.Activity is { } activity)
        {
            foreach (var tag in tags)
            {
                activity.SetTag(tag.Key, tag.Value);
            }

            activity.Dispose();
        }
    }

    private Measurement<int>[] States()
    {
        lock (_pipelines)
        {
            return [.. _pipelines.Select(static pipeline => new Measurement<int>(
                (int)pipeline.Breaker, AccountTag(pipeline.Account)))];
        }
    }

    /// <summary>An account as operators see it.</summary>
    public static string DisplayName(string account) => account.Length is 0 ? "default" : account;

    /// <summary>The tag that names an account.</summary>
    public static KeyValuePair<string, object?> AccountTag(string account) => new(Account, DisplayName(account));

    /// <summary>A call that is in progress.</summary>
    internal readonly record struct Call(string Account, long Start, Activity? Activity);
}

namespace Ytx.Voice.Simulator;

/// <summary>
/// What becomes of a call. What of it lies in the past never changes: whoever touches the handset replaces the rest.
/// </summary>
internal sealed record CallPlan
{
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Whether a phone rings at all: not where the number is busy or off.</summary>
    public bool Rings { get; init; } = true;

    public DateTimeOffset? AnswersAt { get; private init; }

    public DateTimeOffset EndsAt { get; private init; }

    public SimulatedCallState End { get; private init; }

    /// <summary>What came of the call so far, and when, in order.</summary>
    public IEnumerable<(CallStep Step, DateTimeOffset At)> Steps
    {
        get
        {
            yield return (CallStep.Callout, StartsAt);
            if (Rings)
            {
                yield return (CallStep.Alerting, StartsAt);
            }

            if (AnswersAt is { } answers)
            {
                yield return (CallStep.Answer, answers);
            }

            yield return (CallStep.Disconnect, EndsAt);
        }
    }

    public SimulatedCallState StateAt(DateTimeOffset now) =>
        now >= EndsAt ? End
        : now < AnswersAt || AnswersAt is null ? SimulatedCallState.Ringing
        : End is SimulatedCallState.Voicemail ? End
        : SimulatedCallState.Answered;

    public CallPlan Answered(DateTimeOffset at, TimeSpan talk, SimulatedCallState end = SimulatedCallState.Ended) =>
        this with { AnswersAt = at, EndsAt = at + talk, End = end };

    public CallPlan Over(DateTimeOffset at, SimulatedCallState end) => this with { AnswersAt = null, EndsAt = at, End = end };

    public CallPlan HungUp(DateTimeOffset at) => this with { EndsAt = at };
}

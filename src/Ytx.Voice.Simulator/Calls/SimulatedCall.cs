namespace Ytx.Voice.Simulator;

/// <summary>A call that the simulator accepted.</summary>
public sealed class SimulatedCall
{
    private readonly decimal _cost;

    internal SimulatedCall(string requestId, CallLife life, decimal cost)
    {
        RequestId = requestId;
        Life = life;
        _cost = cost;
    }

    /// <summary>The id that the answer gave the call: 16 digits.</summary>
    public string RequestId { get; }

    /// <summary>The number to call, as sent.</summary>
    public required string Dst { get; init; }

    /// <summary>
    /// The code to read out. Where a template call has no <c>code</c>, the longest of <see cref="Datas"/> that can be one;
    /// empty if none can.
    /// </summary>
    public required string Code { get; init; }

    /// <summary>How often the code is read out, as sent; <c>2</c> when the request left it open.</summary>
    public required string Time { get; init; }

    /// <summary>The number that the callee sees; <see langword="null"/> when the request left it open.</summary>
    public string? Dstclid { get; init; }

    /// <summary>The operation named in the body: <c>templateNoticeCall</c> or <c>callOutCode</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The function named in the address: <c>NoticeCall.wx</c> or <c>CodeCallOut.wx</c>.</summary>
    public required string Function { get; init; }

    /// <summary>The template whose words are spoken; <see langword="null"/> when the request named none.</summary>
    public string? TemplateId { get; init; }

    /// <summary>What fills the places of the template, in their order.</summary>
    public IReadOnlyList<string> Datas { get; init; } = [];

    /// <summary>How fast the template is spoken, as sent; <see langword="null"/> when the request left it open.</summary>
    public string? Speed { get; init; }

    /// <summary>When the call was accepted, UTC.</summary>
    public DateTimeOffset ReceivedAt => Life.Plan.StartsAt;

    /// <summary>The state now: computed from the clock, so it may differ between two reads.</summary>
    public SimulatedCallState State => Life.Plan.StateAt(Life.Now);

    /// <summary>When a person or a voicemail answered, UTC; <see langword="null"/> while nobody has.</summary>
    public DateTimeOffset? AnsweredAt => Life.Plan.AnswersAt is { } at && at <= Life.Now ? at : null;

    /// <summary>When the call ended, UTC; <see langword="null"/> while it rings or is talked in.</summary>
    public DateTimeOffset? EndedAt => Life.Plan.EndsAt is var at && at <= Life.Now ? at : null;

    /// <summary>How long the talk lasted, or has lasted so far; zero while nobody has answered.</summary>
    public TimeSpan Duration => AnsweredAt is { } answered ? (EndedAt ?? Life.Now) - answered : TimeSpan.Zero;

    /// <summary>What the call cost, in yuan: <see cref="SimulatorOptions.CallCost"/> once an answered call is over, else zero.</summary>
    public decimal Cost => EndedAt is not null && AnsweredAt is not null ? _cost : 0;

    /// <summary>What the gateway's record says of the call that is over, such as <c>用户拒接</c>; until then <c>未知</c>.</summary>
    public string StateDesc =>
        CallWords.StateDescOf(EndedAt is null ? SimulatedCallState.Unknown : Life.Plan.End);

    /// <summary>
    /// The last two digits of the number, where they tell a scripted person what to do; else <see langword="null"/>.
    /// </summary>
    public string? ScriptedPerson { get; init; }

    internal CallLife Life { get; }

    /// <summary>The id and state; neither the number nor the code.</summary>
    public override string ToString() => $"{nameof(SimulatedCall)} {{ RequestId = {RequestId}, State = {State} }}";
}

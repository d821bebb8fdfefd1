namespace Ytx.Voice.Simulator;

/// <summary>A call that the simulator accepted.</summary>
public sealed class SimulatedCall
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _ringTime;

    internal SimulatedCall(string requestId, DateTimeOffset receivedAt, TimeSpan ringTime, TimeProvider clock)
    {
        RequestId = requestId;
        ReceivedAt = receivedAt;
        _ringTime = ringTime;
        _clock = clock;
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
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The state now: computed from the clock, so it may differ between two reads.</summary>
    public SimulatedCallState State =>
        _clock.GetUtcNow() - ReceivedAt < _ringTime ? SimulatedCallState.Ringing : SimulatedCallState.Answered;

    /// <summary>The id and state; neither the number nor the code.</summary>
    public override string ToString() => $"{nameof(SimulatedCall)} {{ RequestId = {RequestId}, State = {State} }}";
}

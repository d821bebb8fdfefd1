namespace Ytx.Voice.Simulator;

/// <summary>One attempt to send a push to <see cref="YtxSimulator.CallStatusUrl"/>.</summary>
public sealed class SimulatedPush
{
    internal SimulatedPush(OutgoingPush push, int? statusCode, DateTimeOffset sentAt)
    {
        Kind = push.Kind;
        RequestId = push.RequestId;
        Body = push.Body;
        Attempt = push.Attempt;
        StatusCode = statusCode;
        SentAt = sentAt;
    }

    /// <summary>What it told.</summary>
    public SimulatedPushKind Kind { get; }

    /// <summary>The call that it was made for; empty for <see cref="SimulatedPushKind.Other"/>.</summary>
    public string RequestId { get; }

    /// <summary>The JSON as sent.</summary>
    public string Body { get; }

    /// <summary>1 for the first attempt, at most 3.</summary>
    public int Attempt { get; }

    /// <summary>The HTTP status of the answer; <see langword="null"/> when none came.</summary>
    public int? StatusCode { get; }

    /// <summary>When the attempt was over, UTC.</summary>
    public DateTimeOffset SentAt { get; }

    /// <summary>Kind, call and answer; not the body, which has the number.</summary>
    public override string ToString() =>
        $"{nameof(SimulatedPush)} {{ Kind = {Kind}, RequestId = {RequestId}, StatusCode = {StatusCode} }}";
}

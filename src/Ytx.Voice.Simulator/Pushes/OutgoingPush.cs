namespace Ytx.Voice.Simulator;

/// <summary>A push that is to be sent.</summary>
internal sealed record OutgoingPush(SimulatedPushKind Kind, string RequestId, string Body)
{
    public int Attempt { get; init; } = 1;

    /// <summary>The body has the number: nothing may print this type.</summary>
    public override string ToString() => $"{nameof(OutgoingPush)} {{ Kind = {Kind}, RequestId = {RequestId} }}";
}

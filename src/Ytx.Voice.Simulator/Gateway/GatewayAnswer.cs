namespace Ytx.Voice.Simulator;

/// <summary>The one shape of every answer of the gateway.</summary>
internal sealed record GatewayAnswer(string StatusCode, string StatusMsg, string RequestId)
{
    public static GatewayAnswer Accepted(string requestId) =>
        new(GatewayStatus.Accepted.Code, GatewayStatus.Accepted.Words, requestId);

    /// <param name="status">What was wrong, in the gateway's terms.</param>
    /// <param name="detail">Where it was wrong, for the developer; never a value of the request.</param>
    public static GatewayAnswer Refused(GatewayStatus status, string detail) =>
        new(status.Code, $"{status.Words}: {detail}", string.Empty);
}

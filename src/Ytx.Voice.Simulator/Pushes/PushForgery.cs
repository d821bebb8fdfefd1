namespace Ytx.Voice.Simulator;

/// <summary>What is wrong with a forged push.</summary>
public enum PushForgery
{
    /// <summary>It names another application. A state push, which names none, gets such a field.</summary>
    AppId,

    /// <summary>It names another number.</summary>
    Number,

    /// <summary>It names a request id that the gateway never gave.</summary>
    RequestId,
}

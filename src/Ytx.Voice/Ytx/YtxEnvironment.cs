namespace Ytx.Voice;

/// <summary>The gateway's documented addresses. Both are plain http.</summary>
public enum YtxEnvironment
{
    /// <summary><c>http://api.ytx.net</c>: an application that is online, with the voice-code feature.</summary>
    Production,

    /// <summary><c>http://sandbox.ytx.net</c>: the account's test application; no call status, no address list.</summary>
    Sandbox,
}

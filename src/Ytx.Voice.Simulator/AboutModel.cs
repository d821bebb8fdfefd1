namespace Ytx.Voice.Simulator;

/// <summary>What <c>GET /_simulator</c> says: that this is a simulator, and which account it plays. The token stays unsaid.</summary>
internal sealed record AboutModel(string Name, string AccountSid, string AppId)
{
    public const string Path = "/_simulator";

    public static AboutModel Of(SimulatorOptions options) => new("Ytx.Voice.Simulator", options.AccountSid, options.AppId);
}

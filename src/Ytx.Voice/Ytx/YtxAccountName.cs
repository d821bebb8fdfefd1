namespace Ytx.Voice;

/// <summary>The name of an account of the gateway that is registered; empty for the application's own.</summary>
internal sealed record YtxAccountName(string Name);

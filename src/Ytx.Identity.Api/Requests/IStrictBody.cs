namespace Ytx.Identity.Api;

/// <summary>A body that was read, or why it was not: the answer waits until it is known who asks.</summary>
internal interface IStrictBody
{
    /// <summary>What is wrong with it; null if nothing is.</summary>
    VoiceProblem? Problem { get; }
}

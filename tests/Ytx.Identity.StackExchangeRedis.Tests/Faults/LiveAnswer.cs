using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>What a caller was told, and when he asked and heard, in timestamps.</summary>
internal readonly record struct LiveAnswer(ChallengeStatus Status, long Asked, long Heard)
{
    public TimeSpan Waited => TimeProvider.System.GetElapsedTime(Asked, Heard);
}

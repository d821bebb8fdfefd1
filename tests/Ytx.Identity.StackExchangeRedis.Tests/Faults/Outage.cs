namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>A fault's course, in timestamps: it begins, Redis is away, it begins to come back, it is back.</summary>
internal sealed record Outage(long Begun, long Away, long Returning, long Back)
{
    /// <summary>Whether all of it was asked and heard while Redis was away.</summary>
    public bool Holds(LiveAnswer answer) => answer.Asked > Away && answer.Heard < Returning;

    /// <summary>Whether something between two moments lived through a part of it.</summary>
    public bool Overlaps(long first, long last) => first <= Back && last >= Begun;
}

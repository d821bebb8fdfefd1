using Ytx.Identity.Stores;

namespace Ytx.Identity.Limits;

/// <summary>What one subject has taken from one allowance; where that counts items, what it has taken for one item.</summary>
internal struct Takings(Allowance allowance, SubjectKey item)
{
    public EventTimes Times;

    public readonly Allowance Allowance => allowance;

    public readonly SubjectKey Item => item;

    /// <summary>Allowances are known by their names, as in any store.</summary>
    public readonly bool IsFrom(Allowance other) => allowance.Name == other.Name;

    /// <summary>Whether the newest event is so old that it counts for no rule of the allowance.</summary>
    public readonly bool HaveEnded(long now) => Times.Newest <= now - SlidingWindow.Milliseconds(allowance.Longest);
}

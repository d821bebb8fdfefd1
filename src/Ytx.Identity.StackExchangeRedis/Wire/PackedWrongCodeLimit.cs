using Ytx.Identity.Limits;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>A limit of wrong tries as the scripts read it. Packed once.</summary>
internal sealed class PackedWrongCodeLimit(WrongCodeLimit limit, SubjectTags tags)
{
    // No time ends a row, unless its tries lapse; but what is stored does, 400 days after its last try.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>As Row.lua takes it.</summary>
    public byte[] Bytes { get; } = tags.Packed(limit.Allowance).Limit(limit.MaxConsecutive, limit.ForgetAfter);

    /// <summary>How long wrong tries live after the last of them, in milliseconds.</summary>
    public long Life { get; } = Math.Max(
        WireNumbers.Milliseconds(limit.Allowance.Longest), WireNumbers.Milliseconds(limit.ForgetAfter ?? Kept));
}

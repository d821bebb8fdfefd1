using Ytx.Identity.Limits;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>A limit of wrong codes as the scripts read it. Packed once.</summary>
internal sealed class PackedWrongCodeLimit
{
    // Wrong codes in a row may count for ever; but what is stored ends, 400 days after the last of them.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    public PackedWrongCodeLimit(WrongCodeLimit limit)
    {
        var allowance = limit.Allowance;
        Life = Math.Max(WireFormat.Milliseconds(allowance.Longest), WireFormat.Milliseconds(limit.ForgetAfter ?? Kept));
        Bytes = new byte[WireFormat.WrongCodeLimit.Rules.At + (allowance.Rules.Count * WireFormat.Rule.Pause.End)];
        WireFormat.WrongCodeLimit.InARow.Write(Bytes, limit.MaxConsecutive);
        WireFormat.WrongCodeLimit.ForgetAfter.Write(Bytes, limit.ForgetAfter ?? TimeSpan.Zero);
        WireFormat.WrongCodeLimit.ClearedLife.Write(Bytes, allowance.Longest);
        WireFormat.WrongCodeLimit.Keep.Write(Bytes, Math.Min(allowance.MaxCount, Allowance.MaxExactCount));
        WireFormat.WrongCodeLimit.Many.Write(Bytes, allowance.Rules.Count);
        PackedAllowance.WriteRules(Bytes.AsSpan(WireFormat.WrongCodeLimit.Rules.At), allowance, inBuckets: false);
    }

    public byte[] Bytes { get; }

    /// <summary>How long wrong codes live after the last of them, in milliseconds.</summary>
    public long Life { get; }
}

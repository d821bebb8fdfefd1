using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>An allowance as the scripts read it, packed once: a claim of Begin.lua, an edit of Amend.lua, a limit of Row.lua.</summary>
internal sealed class PackedAllowance
{
    // A claim: number of the ledger (1), name (8), use (1), keep (1), fewest that a rule denies (1), life (6), lapse (6),
    // for items the item (8), rules.
    private const int NameAt = 1;
    private const int UseAt = 9;
    private const int KeepAt = 10;
    private const int FewestAt = 11;
    private const int LifeAt = 12;
    private const int LapseAt = 18;
    private const int RestAt = 24;
    private const int ItemLength = 8;

    // A rule: count (4), window or width of a bucket (6), pause (6).
    private const int RuleLength = 16;
    private const int Buckets = 60;

    // An edit that gives back buckets: number of the ledger (1), name (8), when it was taken (6); the rules stand as in a claim.
    private const int TakenAt = 9;

    // A limit: how many in a row (4), lapse (6), how many times the windows need (1), how long they are (6), rules.
    private const int LimitHead = 17;

    private static readonly ConditionalWeakTable<Allowance, PackedAllowance> Packed = [];

    private readonly Allowance _allowance;
    private readonly char _kind;
    private readonly ulong _hash;
    private readonly byte[] _claim;

    private PackedAllowance(Allowance allowance)
    {
        _allowance = allowance;
        _kind = allowance.Counting is AllowanceCounting.DifferentItems ? 'i'
            : allowance.MaxCount > Allowance.MaxExactCount ? 'b' : 'e';

        // Buckets mean nothing to rules with other windows.
        var name = _kind is 'b' ? string.Join(',', allowance.Rules.Select(rule => rule.Window.Ticks).Prepend(0)) : "";
        _hash = XxHash64.HashToUInt64(MemoryMarshal.AsBytes((allowance.Name + name).AsSpan()));
        var rulesAt = RestAt + (_kind is 'i' ? ItemLength : 0);
        _claim = new byte[rulesAt + (allowance.Rules.Count * RuleLength)];
        SubjectTag.WriteName(_claim.AsSpan(NameAt), _kind, _hash);
        _claim[KeepAt] = (byte)Math.Min(allowance.MaxCount, Allowance.MaxExactCount);
        _claim[FewestAt] = (byte)Math.Min(allowance.Rules.Min(rule => rule.Count), Allowance.MaxExactCount);

        // Buckets count on for one width more than their window.
        var life = WireNumbers.Milliseconds(allowance.Longest);
        WireNumbers.WriteTime(_claim.AsSpan(LifeAt), _kind is 'b' ? life + (2 * Width(life)) : life);
        WriteRules(_claim.AsSpan(rulesAt), inBuckets: _kind is 'b');
    }

    public static PackedAllowance Of(Allowance allowance) =>
        Packed.TryGetValue(allowance, out var packed) ? packed : Packed.GetValue(allowance, static made => new(made));

    /// <summary>The name of a claim's block.</summary>
    public void WriteName(Span<byte> name, in AllowanceClaim claim, SubjectTags tags) =>
        SubjectTag.WriteName(name, _kind, Hash(claim, tags));

    /// <summary>A claim of Begin.lua.</summary>
    public byte[] Claim(in AllowanceClaim claim, int ledger, ClaimUse use, SubjectTags tags)
    {
        var bytes = _claim.AsSpan().ToArray();
        bytes[0] = (byte)ledger;
        bytes[UseAt] = (byte)use;
        WireNumbers.WriteTime(bytes.AsSpan(LapseAt), WireNumbers.Milliseconds(claim.LapsesIn));
        switch (_allowance.Counting)
        {
            case AllowanceCounting.DifferentItems:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(RestAt), tags.OfItem(claim).Item);
                break;
            case AllowanceCounting.CallsToEachItem:
                WriteName(bytes.AsSpan(NameAt), claim, tags);
                break;
        }

        return bytes;
    }

    /// <summary>An edit of Amend.lua that gives back what was taken then.</summary>
    public byte[] GiveBack(in AllowanceClaim claim, int ledger, long takenAt, SubjectTags tags)
    {
        var bytes = _kind is 'b' ? _claim.AsSpan().ToArray() : new byte[TakenAt];
        bytes[0] = (byte)ledger;
        WriteName(bytes.AsSpan(NameAt), claim, tags);
        if (_kind is 'b')
        {
            WireNumbers.WriteTime(bytes.AsSpan(TakenAt), takenAt);
        }

        return bytes;
    }

    /// <summary>A limit of wrong tries, of Row.lua.</summary>
    public byte[] Limit(int maxConsecutive, TimeSpan? lapse)
    {
        var limit = new byte[LimitHead + (_allowance.Rules.Count * RuleLength)];
        BinaryPrimitives.WriteUInt32LittleEndian(limit, (uint)maxConsecutive);
        WireNumbers.WriteTime(limit.AsSpan(4), WireNumbers.Milliseconds(lapse ?? TimeSpan.Zero));
        limit[10] = (byte)Math.Min(_allowance.MaxCount, Allowance.MaxExactCount);
        WireNumbers.WriteTime(limit.AsSpan(11), WireNumbers.Milliseconds(_allowance.Longest));
        WriteRules(limit.AsSpan(LimitHead), inBuckets: false);
        return limit;
    }

    // Each item's own events are a list of its own.
    private ulong Hash(in AllowanceClaim claim, SubjectTags tags) =>
        _allowance.Counting is not AllowanceCounting.CallsToEachItem ? _hash : _hash ^ tags.OfItem(claim).Item;

    private void WriteRules(Span<byte> bytes, bool inBuckets)
    {
        foreach (var (count, window, pause) in _allowance.Rules)
        {
            var milliseconds = WireNumbers.Milliseconds(window);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)count);
            WireNumbers.WriteTime(bytes[4..], inBuckets ? Width(milliseconds) : milliseconds);
            WireNumbers.WriteTime(bytes[10..], WireNumbers.Milliseconds(pause));
            bytes = bytes[RuleLength..];
        }
    }

    private static long Width(long window) => Math.Max(1, (window + Buckets - 1) / Buckets);
}

using System.Buffers.Binary;
using Ytx.Identity.Limits;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>An allowance as the scripts read it, packed once: in a claim of Begin.lua, an edit of Amend.lua, a limit of Row.lua.</summary>
internal sealed class PackedAllowance
{
    // A claim: name (8) and life (6) of a block, what it does (1), how many events to keep (1), with fewer than how many no rule
    // denies (1), how many rules (1), when it lapses (6), the item (8), rules.
    private const int LifeAt = 8;
    private const int UseAt = 14;
    private const int KeepAt = 15;
    private const int FewestAt = 16;
    private const int ManyAt = 17;
    private const int EndsInAt = 18;
    private const int ItemAt = 24;
    private const int RulesAt = 32;

    // A rule: count (6), window or width of a bucket (6), pause (6).
    private const int RuleLength = 18;
    private const int Buckets = 60;

    // A block: name (8), life (6), length (2), and of an event its time (6) and the request's mark (2), also the item (8).
    private const int BlockHead = 16;
    private const int EventLength = 8;
    private const int ItemLength = 8;

    // An edit of buckets: number of the ledger (1), name (8), when it was taken (6), how many rules (1), and these.
    private const int EditLength = 9;
    private const int TakenAt = 9;
    private const int EditRulesAt = 16;

    // A limit: how many in a row (6), lapse (6), life of a row in which none counts (6), how many times the windows need (1),
    // how many rules (1), and these.
    private const int LimitHead = 20;

    private readonly Allowance _allowance;
    private readonly char _kind;
    private readonly ulong _hash;
    private readonly byte[] _claim;
    private readonly long _firstWait;

    public PackedAllowance(Allowance allowance, SubjectTags tags)
    {
        _allowance = allowance;
        _kind = allowance.Counting is AllowanceCounting.DifferentItems ? 'i'
            : allowance.MaxCount > Allowance.MaxExactCount ? 'b' : 'e';

        // Buckets mean nothing to rules with other windows.
        _hash = tags.OfAllowance(
            _kind is 'b' ? $"{allowance.Name} {string.Join(',', allowance.Rules.Select(rule => rule.Window.Ticks))}" : allowance.Name).Item;
        _claim = new byte[RulesAt + (allowance.Rules.Count * RuleLength)];
        SubjectTag.WriteName(_claim, _kind, _hash);
        _claim[KeepAt] = (byte)Math.Min(allowance.MaxCount, Allowance.MaxExactCount);
        _claim[FewestAt] = (byte)Math.Min(allowance.Rules.Min(rule => rule.Count), Allowance.MaxExactCount);
        _claim[ManyAt] = (byte)allowance.Rules.Count;

        // Buckets count on for one width more than their window.
        var life = WireNumbers.Milliseconds(allowance.Longest);
        Life = _kind is 'b' ? life + (2 * Width(life)) : life;
        WireNumbers.WriteTime(_claim.AsSpan(LifeAt), Life);
        WriteRules(_claim.AsSpan(RulesAt), inBuckets: _kind is 'b');

        // An item that was just used can be used again.
        _firstWait = _kind is not 'e' ? 0 : WireNumbers.Milliseconds(allowance.Rules
            .Where(rule => rule.Count is 1).Select(rule => rule.Window > rule.Pause ? rule.Window : rule.Pause)
            .DefaultIfEmpty().Max());
    }

    /// <summary>How long a claim is.</summary>
    public int Length => _claim.Length;

    /// <summary>Whether it counts in buckets, and so has no block of one event.</summary>
    public bool IsInBuckets => _kind is 'b';

    /// <summary>How long a block of one event is.</summary>
    public int BlockLength => BlockHead + EventLength + (_kind is 'i' ? ItemLength : 0);

    /// <summary>How long a block lives after its newest event, in milliseconds.</summary>
    public long Life { get; }

    /// <summary>How long, where there was no event, the call after this one waits, in milliseconds.</summary>
    public long FirstWait(in AllowanceClaim claim) => claim.EndsIn > TimeSpan.Zero
        ? Math.Min(_firstWait, WireNumbers.Milliseconds(claim.EndsIn)) : _firstWait;

    /// <summary>The name of a claim's block.</summary>
    public void WriteName(Span<byte> name, SubjectTag? item) => SubjectTag.WriteName(name, _kind, Hash(item));

    /// <summary>Writes a claim of Begin.lua.</summary>
    public void WriteClaim(Span<byte> bytes, TimeSpan endsIn, ClaimUse use, SubjectTag? item)
    {
        _claim.CopyTo(bytes);
        bytes[UseAt] = (byte)use;
        WireNumbers.WriteTime(bytes[EndsInAt..], WireNumbers.Milliseconds(endsIn));
        switch (_allowance.Counting)
        {
            case AllowanceCounting.DifferentItems:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[ItemAt..], item!.Item);
                break;
            case AllowanceCounting.CallsToEachItem:
                WriteName(bytes, item);
                break;
        }
    }

    /// <summary>Writes a block of one event, which the script fills in, given its claim.</summary>
    public void WriteBlock(Span<byte> bytes, ReadOnlySpan<byte> claim)
    {
        claim[..UseAt].CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[UseAt..], (ushort)(BlockLength - BlockHead));
        bytes.Slice(BlockHead, EventLength).Fill((byte)'E');
        if (_kind is 'i')
        {
            claim[ItemAt..RulesAt].CopyTo(bytes[(BlockHead + EventLength)..]);
        }
    }

    /// <summary>An edit of Amend.lua that gives back what was taken then.</summary>
    public byte[] GiveBack(SubjectTag? item, int ledger, long takenAt)
    {
        var bytes = new byte[_kind is 'b' ? EditRulesAt + _claim.Length - RulesAt : EditLength];
        bytes[0] = (byte)ledger;
        WriteName(bytes.AsSpan(1), item);
        if (_kind is 'b')
        {
            WireNumbers.WriteTime(bytes.AsSpan(TakenAt), takenAt);
            bytes[EditRulesAt - 1] = _claim[ManyAt];
            _claim.AsSpan(RulesAt).CopyTo(bytes.AsSpan(EditRulesAt));
        }

        return bytes;
    }

    /// <summary>A limit of wrong tries, of Row.lua.</summary>
    public byte[] Limit(int maxConsecutive, TimeSpan? lapse)
    {
        var limit = new byte[LimitHead + (_allowance.Rules.Count * RuleLength)];
        WireNumbers.WriteTime(limit, maxConsecutive);
        WireNumbers.WriteTime(limit.AsSpan(6), WireNumbers.Milliseconds(lapse ?? TimeSpan.Zero));
        WireNumbers.WriteTime(limit.AsSpan(12), WireNumbers.Milliseconds(_allowance.Longest));
        limit[18] = (byte)Math.Min(_allowance.MaxCount, Allowance.MaxExactCount);
        limit[19] = (byte)_allowance.Rules.Count;
        WriteRules(limit.AsSpan(LimitHead), inBuckets: false);
        return limit;
    }

    // Each item's own events are a list of its own.
    private ulong Hash(SubjectTag? item) =>
        _allowance.Counting is AllowanceCounting.CallsToEachItem ? _hash ^ item!.Item : _hash;

    private void WriteRules(Span<byte> bytes, bool inBuckets)
    {
        foreach (var (count, window, pause) in _allowance.Rules)
        {
            var milliseconds = WireNumbers.Milliseconds(window);
            WireNumbers.WriteTime(bytes, count);
            WireNumbers.WriteTime(bytes[6..], inBuckets ? Width(milliseconds) : milliseconds);
            WireNumbers.WriteTime(bytes[12..], WireNumbers.Milliseconds(pause));
            bytes = bytes[RuleLength..];
        }
    }

    private static long Width(long window) => Math.Max(1, (window + Buckets - 1) / Buckets);
}

using Ytx.Identity.Limits;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>An allowance as the scripts read it, packed once: in a claim of Begin.lua, an edit of Amend.lua.</summary>
internal sealed class PackedAllowance
{
    private readonly Allowance _allowance;
    private readonly WireFormat.Kind _kind;
    private readonly ulong _hash;
    private readonly byte[] _claim;
    private readonly long _firstWait;

    public PackedAllowance(Allowance allowance, SubjectTags tags)
    {
        _allowance = allowance;
        _kind = allowance.Counting is AllowanceCounting.DifferentItems ? WireFormat.Kind.Items
            : allowance.MaxCount > Allowance.MaxExactCount ? WireFormat.Kind.Buckets : WireFormat.Kind.Events;

        // Buckets mean nothing to rules with other windows.
        _hash = tags.OfAllowance(
            IsInBuckets ? $"{allowance.Name} {string.Join(',', allowance.Rules.Select(rule => rule.Window.Ticks))}" : allowance.Name).Item;
        _claim = new byte[WireFormat.Claim.Rules.At + (allowance.Rules.Count * WireFormat.Rule.Pause.End)];
        SubjectTag.WriteName(_claim, _kind, _hash);
        WireFormat.Claim.Keep.Write(_claim, Math.Min(allowance.MaxCount, Allowance.MaxExactCount));
        WireFormat.Claim.Fewest.Write(_claim, Math.Min(allowance.Rules.Min(rule => rule.Count), Allowance.MaxExactCount));
        WireFormat.Claim.Many.Write(_claim, allowance.Rules.Count);

        // Buckets count on for one width more than their window.
        var life = WireFormat.Milliseconds(allowance.Longest);
        Life = IsInBuckets ? life + (2 * Width(life)) : life;
        WireFormat.Claim.Life.Write(_claim, Life);
        WriteRules(_claim.AsSpan(WireFormat.Claim.Rules.At), allowance, IsInBuckets);

        // An item that was just used can be used again.
        _firstWait = _kind is not WireFormat.Kind.Events ? 0 : WireFormat.Milliseconds(allowance.Rules
            .Where(rule => rule.Count is 1).Select(rule => rule.Window > rule.Pause ? rule.Window : rule.Pause)
            .DefaultIfEmpty().Max());
    }

    /// <summary>How long a claim is.</summary>
    public int Length => _claim.Length;

    /// <summary>Whether it counts in buckets, and so has no block of one event.</summary>
    public bool IsInBuckets => _kind is WireFormat.Kind.Buckets;

    /// <summary>How long a block of one event is.</summary>
    public int BlockLength => WireFormat.Block.Content.At
        + (_kind is WireFormat.Kind.Items ? WireFormat.ItemUse.Item.End : WireFormat.Event.Mark.End);

    /// <summary>How long a block lives after its newest event, in milliseconds.</summary>
    public long Life { get; }

    /// <summary>How long, where there was no event, the call after this one waits, in milliseconds.</summary>
    public long FirstWait(in AllowanceClaim claim) => claim.EndsIn > TimeSpan.Zero
        ? Math.Min(_firstWait, WireFormat.Milliseconds(claim.EndsIn)) : _firstWait;

    /// <summary>The name of a claim's block.</summary>
    public void WriteName(Span<byte> name, SubjectTag? item) => SubjectTag.WriteName(name, _kind, Hash(item));

    /// <summary>Writes a claim of Begin.lua.</summary>
    public void WriteClaim(Span<byte> bytes, TimeSpan endsIn, WireFormat.ClaimUse use, SubjectTag? item)
    {
        _claim.CopyTo(bytes);
        WireFormat.Claim.Use.Write(bytes, (int)use);
        WireFormat.Claim.EndsIn.Write(bytes, endsIn);
        switch (_allowance.Counting)
        {
            case AllowanceCounting.DifferentItems:
                WireFormat.Claim.Item.Write(bytes, (long)item!.Item);
                break;
            case AllowanceCounting.CallsToEachItem:
                WriteName(WireFormat.Claim.Name.In(bytes), item);
                break;
        }
    }

    /// <summary>Writes a block of one event, which the script fills in, given its claim.</summary>
    public void WriteBlock(Span<byte> bytes, ReadOnlySpan<byte> claim)
    {
        claim[..WireFormat.Claim.Life.End].CopyTo(bytes);
        WireFormat.Block.Length.Write(bytes, BlockLength - WireFormat.Block.Content.At);
        var content = bytes[WireFormat.Block.Content.At..];
        content[..WireFormat.Event.StandIn.Length].Fill((byte)WireFormat.Event.StandIn[0]);
        if (_kind is WireFormat.Kind.Items)
        {
            WireFormat.ItemUse.Item.Write(content, WireFormat.Claim.Item.Read(claim));
        }
    }

    /// <summary>An edit of Amend.lua that gives back what was taken then.</summary>
    public byte[] GiveBack(SubjectTag? item, int ledger, long takenAt)
    {
        var rules = _claim.AsSpan(WireFormat.Claim.Rules.At);
        var bytes = new byte[IsInBuckets ? WireFormat.BucketEdit.Rules.At + rules.Length : WireFormat.Edit.Name.End];
        WireFormat.Edit.Ledger.Write(bytes, ledger);
        WriteName(WireFormat.Edit.Name.In(bytes), item);
        if (IsInBuckets)
        {
            WireFormat.BucketEdit.TakenAt.Write(bytes, takenAt);
            WireFormat.BucketEdit.Many.Write(bytes, _allowance.Rules.Count);
            rules.CopyTo(bytes.AsSpan(WireFormat.BucketEdit.Rules.At));
        }

        return bytes;
    }

    /// <summary>Writes the rules of an allowance.</summary>
    public static void WriteRules(Span<byte> bytes, Allowance allowance, bool inBuckets)
    {
        foreach (var (count, window, pause) in allowance.Rules)
        {
            var milliseconds = WireFormat.Milliseconds(window);
            WireFormat.Rule.Count.Write(bytes, count);
            WireFormat.Rule.Window.Write(bytes, inBuckets ? Width(milliseconds) : milliseconds);
            WireFormat.Rule.Pause.Write(bytes, pause);
            bytes = bytes[WireFormat.Rule.Pause.End..];
        }
    }

    // Each item's own events are a list of its own.
    private ulong Hash(SubjectTag? item) =>
        _allowance.Counting is AllowanceCounting.CallsToEachItem ? _hash ^ item!.Item : _hash;

    private static long Width(long window) => Math.Max(1, (window + WireFormat.BucketRule.InWindow - 1) / WireFormat.BucketRule.InWindow);
}

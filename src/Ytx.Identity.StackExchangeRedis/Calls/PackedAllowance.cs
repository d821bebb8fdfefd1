using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>An allowance as the scripts read it: see Allowances.lua, Guesses.lua and Spend.lua. Packed once.</summary>
internal sealed class PackedAllowance
{
    private const int RuleLength = 12;
    private const int Buckets = 60;

    private static readonly ConditionalWeakTable<Allowance, PackedAllowance> Packed = [];

    private readonly byte[] _rules;
    private readonly byte[] _name = new byte[4];
    private readonly byte _keep;
    private readonly uint _waitAfterFirst;

    private PackedAllowance(Allowance allowance)
    {
        // Three bytes tell a subject's few allowances apart; their names would take more room than their events.
        BinaryPrimitives.WriteUInt32LittleEndian(_name, XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(allowance.Name)));
        _keep = (byte)Math.Min(allowance.MaxCount, Allowance.MaxExactCount);
        _rules = new byte[allowance.Rules.Count * RuleLength];
        for (var i = 0; i < allowance.Rules.Count; i++)
        {
            var (count, window, pause) = allowance.Rules[i];
            var rule = _rules.AsSpan(i * RuleLength);
            BinaryPrimitives.WriteUInt32LittleEndian(rule, (uint)count);
            BinaryPrimitives.WriteUInt32LittleEndian(rule[4..], Milliseconds(window));
            BinaryPrimitives.WriteUInt32LittleEndian(rule[8..], Milliseconds(pause));
            _waitAfterFirst = count is 1 ? Math.Max(_waitAfterFirst, Milliseconds(window > pause ? window : pause)) : _waitAfterFirst;
        }

        Events = Claim('e', uint.MaxValue, sizeof(uint));
        Counters = [.. allowance.Rules.Select(Counter)];
        CounterKinds = [.. allowance.Rules.Select(rule => string.Create(
            CultureInfo.InvariantCulture, $"}}:b:{allowance.Name}:{rule.Window.TotalMilliseconds:F0}"))];
    }

    /// <summary>A claim of one event.</summary>
    public byte[] Events { get; }

    /// <summary>For each rule its count and the width of its buckets.</summary>
    public byte[][] Counters { get; }

    /// <summary>For each rule the kind of its key. The window is in it: with another one its buckets mean nothing.</summary>
    public string[] CounterKinds { get; }

    public static PackedAllowance Of(Allowance allowance) =>
        Packed.TryGetValue(allowance, out var packed) ? packed : Packed.GetValue(allowance, static made => new(made));

    /// <summary>A claim of one event that lapses.</summary>
    public byte[] EventsUntil(TimeSpan lapse) => Claim('e', Milliseconds(lapse), sizeof(uint));

    /// <summary>A claim of one item.</summary>
    public byte[] Items(ulong item) => Claim('i', item, sizeof(ulong));

    /// <summary>How long until a second one, in milliseconds; the same item can always be taken again.</summary>
    public uint WaitAfterFirst(in AllowanceClaim claim) => claim.Item is not null
        ? 0
        : claim.LapsesIn is { } lapse ? Math.Min(Milliseconds(lapse), _waitAfterFirst) : _waitAfterFirst;

    /// <summary>A limit of wrong tries: how many in a row, how many times to keep, the rules.</summary>
    public byte[] Guesses(int maxConsecutive)
    {
        var limit = new byte[5 + _rules.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(limit, (uint)maxConsecutive);
        limit[4] = _keep;
        _rules.CopyTo(limit, 5);
        return limit;
    }

    private byte[] Claim(char kind, ulong value, int length)
    {
        var claim = new byte[5 + length + _rules.Length];
        _name.CopyTo(claim, 0);
        claim[0] = (byte)kind;
        claim[4] = _keep;
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..length].CopyTo(claim.AsSpan(5));
        _rules.CopyTo(claim, 5 + length);
        return claim;
    }

    private static byte[] Counter(AllowanceRule rule)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(counter, (uint)rule.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(
            counter.AsSpan(4), (uint)Math.Max(1, Math.Ceiling(rule.Window.TotalMilliseconds / Buckets)));
        return counter;
    }

    private static uint Milliseconds(TimeSpan time) => (uint)Math.Min(uint.MaxValue, Math.Ceiling(time.TotalMilliseconds));
}

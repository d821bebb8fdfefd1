using System.Buffers.Binary;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What a script that takes has answered: Begin.lua, Take.lua, Spend.lua.</summary>
internal readonly struct ScriptReply
{
    public const byte TooLate = 0;
    public const byte Granted = 1;
    public const byte Denied = 2;
    public const byte Locked = 3;

    private const int Head = 15;
    private const long Endless = 0xFFFF_FFFF_FFFF;

    private readonly byte[]? _bytes;

    public ScriptReply(RedisResult result) => _bytes = (byte[])result!;

    private byte[] Bytes => _bytes ?? [];

    public byte Status => _bytes is null ? TooLate : _bytes[0];

    public long ServerTime => ReadTime(Bytes.AsSpan(1));

    /// <summary>How long to wait; null if no time helps.</summary>
    public TimeSpan? Wait => WaitIn(Bytes.AsSpan(7));

    public int Claim => Bytes[13];

    public int Rule => Bytes[14];

    public TimeSpan Life => TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(Head)));

    public int TriesLeft => Bytes[Head + 4];

    public bool IsNew => Bytes[Head + 5] is 1;

    public UInt128 Nonce => BinaryPrimitives.ReadUInt128BigEndian(Bytes.AsSpan(Head + 6));

    /// <summary>The challenge that was replaced, as GiveBack.lua takes it; empty if none was.</summary>
    public ReadOnlySpan<byte> Replaced => Bytes.AsSpan(Head + 22);

    /// <summary>The life and tries of the challenge that waits if nothing comes of this call.</summary>
    public (TimeSpan Life, int TriesLeft) Waiting(uint binding)
    {
        if (!IsNew)
        {
            return (Life, TriesLeft);
        }

        return Replaced is [_, _, _, _, .. var old] && BinaryPrimitives.ReadUInt32BigEndian(old[32..]) == binding
            ? (TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(Replaced)), old[36])
            : default;
    }

    public static TimeSpan? WaitIn(ReadOnlySpan<byte> bytes) =>
        ReadTime(bytes) is var wait and not Endless ? TimeSpan.FromMilliseconds(wait) : null;

    private static long ReadTime(ReadOnlySpan<byte> bytes) =>
        ((long)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]);
}

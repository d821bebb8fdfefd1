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

    private const int Head = 13;

    private readonly byte[]? _bytes;

    public ScriptReply(RedisResult result) => _bytes = (byte[])result!;

    private byte[] Bytes => _bytes ?? [];

    public byte Status => _bytes is null ? TooLate : _bytes[0];

    public long ServerTime => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(1))
        | ((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(5)) << 32);

    /// <summary>How long to wait; null if no time helps.</summary>
    public TimeSpan? Wait => WaitIn(Bytes.AsSpan(7));

    public int Claim => Bytes[11];

    public int Rule => Bytes[12];

    public TimeSpan Life => TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(Head)));

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

        return Replaced is [_, _, _, _, .. var old] && BinaryPrimitives.ReadUInt32LittleEndian(old[32..]) == binding
            ? (TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32LittleEndian(Replaced)), old[36])
            : default;
    }

    public static TimeSpan? WaitIn(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var wait and not uint.MaxValue
            ? TimeSpan.FromMilliseconds(wait) : null;
}

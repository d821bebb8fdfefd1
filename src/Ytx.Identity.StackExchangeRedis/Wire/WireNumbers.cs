using System.Buffers.Binary;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>Numbers as Numbers.lua reads them: little-endian, times and spans of time in 6 bytes of milliseconds.</summary>
internal static class WireNumbers
{
    public const int TimeLength = 6;

    /// <summary>All bits set: no time helps.</summary>
    public const long Forever = (1L << 48) - 1;

    public static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    public static void WriteTime(Span<byte> bytes, long time)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)time);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)(time >> 32));
    }

    public static long ReadTime(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes)
        | ((long)BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) << 32);

    /// <summary>A wait; null if no time helps.</summary>
    public static TimeSpan? ReadWait(ReadOnlySpan<byte> bytes) =>
        ReadTime(bytes) is var wait and not Forever ? TimeSpan.FromMilliseconds(wait) : null;
}

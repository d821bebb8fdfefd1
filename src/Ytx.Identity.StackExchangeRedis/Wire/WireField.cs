using System.Buffers.Binary;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>Where a field stands in its message or block. Numbers are little-endian, as Numbers.lua reads them.</summary>
/// <param name="At">How many bytes stand before it.</param>
/// <param name="Size">How many it has; 0 if it has all that follow.</param>
internal readonly record struct WireField(int At, int Size)
{
    /// <summary>Where the next field begins.</summary>
    public int End => At + Size;

    /// <summary>The field that comes after this one.</summary>
    public WireField Then(int size) => new(End, size);

    public Span<byte> In(Span<byte> message) => message.Slice(At, Size);

    public void Write(Span<byte> message, long number)
    {
        foreach (ref var digit in In(message))
        {
            (digit, number) = ((byte)number, number >> 8);
        }
    }

    public void Write(Span<byte> message, TimeSpan time) => Write(message, WireFormat.Milliseconds(time));

    public void WriteSecret(Span<byte> message, UInt128 secret) => BinaryPrimitives.WriteUInt128BigEndian(In(message), secret);

    public long Read(ReadOnlySpan<byte> message)
    {
        var number = 0L;
        for (var i = End - 1; i >= At; i--)
        {
            number = (number << 8) | message[i];
        }

        return number;
    }

    public UInt128 ReadSecret(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt128BigEndian(message.Slice(At, Size));

    /// <summary>A span of time; null if no time helps.</summary>
    public TimeSpan? ReadWait(ReadOnlySpan<byte> message) =>
        Read(message) is var wait and not WireFormat.Forever ? TimeSpan.FromMilliseconds(wait) : null;
}

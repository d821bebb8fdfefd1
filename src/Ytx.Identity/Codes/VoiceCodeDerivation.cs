using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ytx.Identity;

/// <summary>
/// How a code comes from a challenge. Both values are HMAC-SHA256 under the user's security stamp, over a tag, one
/// value and the three fields that the code is bound to, each field with its length before it, so that no two
/// different tuples give the same bytes:
/// <list type="bullet">
/// <item>code = HMAC(stamp, 1, nonce, purpose, user, number) reduced to digits</item>
/// <item>verifier = HMAC(stamp, 2, code, purpose, user, number), 128 bits of it</item>
/// </list>
/// A store holds nonce and verifier. Without the stamp neither leads to the code; with a changed stamp, both are dead.
/// </summary>
internal static class VoiceCodeDerivation
{
    private const byte CodeTag = 1;
    private const byte VerifierTag = 2;

    private static readonly ulong[] Moduli =
        [.. Enumerable.Range(0, 11).Select(digits => (ulong)Math.Pow(10, digits))];

    public static UInt128 CreateNonce()
    {
        UInt128 nonce = default;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref nonce)));
        return nonce;
    }

    /// <summary>The code of a challenge: uniform over all digits, the bias of the reduction being below 2^-94.</summary>
    public static string Code(in VoiceCodeSubject subject, UInt128 nonce, int digits)
    {
        var number = (ulong)(Hash(CodeTag, subject, nonce) % Moduli[digits]);
        return number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>What a store compares, so that it never sees a code.</summary>
    public static UInt128 Verifier(in VoiceCodeSubject subject, ReadOnlySpan<char> code)
    {
        // A code of up to 19 characters fits a block of its own length; digits only, so the number is the code.
        var value = new UInt128((ulong)code.Length, ulong.Parse(code, NumberStyles.None, CultureInfo.InvariantCulture));
        return Hash(VerifierTag, subject, value);
    }

    /// <summary>A mark by which a store notices, on a repeat, that stamp or number have changed meanwhile.</summary>
    public static ulong Binding(in VoiceCodeSubject subject)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = MaxLength(subject.SecurityStamp) + MaxLength(subject.Number);
        var rented = length > 512 ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> buffer = rented ?? stackalloc byte[512];
        var written = Write(subject.SecurityStamp, buffer);
        written += Write(subject.Number, buffer[written..]);
        SHA256.HashData(buffer[..written], hash);
        Return(rented);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private static UInt128 Hash(byte tag, in VoiceCodeSubject subject, UInt128 value)
    {
        const int Fixed = 1 + 16;
        var length = Fixed + MaxLength(subject.Purpose) + MaxLength(subject.UserId) + MaxLength(subject.Number);
        var keyLength = Encoding.UTF8.GetMaxByteCount(subject.SecurityStamp.Length);
        var rented = length + keyLength > 1024 ? ArrayPool<byte>.Shared.Rent(length + keyLength) : null;
        Span<byte> buffer = rented ?? stackalloc byte[1024];

        var key = buffer[..Encoding.UTF8.GetBytes(subject.SecurityStamp, buffer)];
        var message = buffer[key.Length..];
        message[0] = tag;
        BinaryPrimitives.WriteUInt128LittleEndian(message[1..], value);
        var written = Fixed;
        written += Write(subject.Purpose, message[written..]);
        written += Write(subject.UserId, message[written..]);
        written += Write(subject.Number, message[written..]);

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message[..written], hash);
        Return(rented);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static int MaxLength(string field) => sizeof(int) + Encoding.UTF8.GetMaxByteCount(field.Length);

    private static int Write(string field, Span<byte> buffer)
    {
        var length = Encoding.UTF8.GetBytes(field, buffer[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer, length);
        return sizeof(int) + length;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}

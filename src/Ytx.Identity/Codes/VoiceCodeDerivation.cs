using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ytx.Identity;

/// <summary>
/// How a code comes from a challenge. All values are HMAC-SHA256 under the user's security stamp, over a tag, one
/// value and the three fields that the code is bound to, each field with its length before it, so that no two
/// different tuples give the same bytes:
/// <list type="bullet">
/// <item>code = HMAC(stamp, 1, nonce, purpose, user, number) reduced to digits</item>
/// <item>verifier = HMAC(stamp, 2, code, purpose, user, number), 128 bits of it</item>
/// <item>proof = HMAC(stamp, 3, nonce, purpose, user, number), that a code was typed in a session: see <see cref="StepUpProofs"/></item>
/// </list>
/// A store holds nonce and verifier. Without the stamp neither leads to the code; with a changed stamp, both are dead.
/// </summary>
internal static class VoiceCodeDerivation
{
    private const byte CodeTag = 1;
    private const byte VerifierTag = 2;
    private const byte ProofTag = 3;

    private const uint Start = 2166136261;

    private static readonly ulong[] Moduli =
        [.. Enumerable.Range(0, 11).Select(digits => (ulong)Math.Pow(10, digits))];

    private static readonly string[] Formats =
        [.. Enumerable.Range(0, 11).Select(digits => $"D{digits.ToString(CultureInfo.InvariantCulture)}")];

    // Nonces are random, not secret: drawing many at once costs one visit to the system's generator instead of many.
    [ThreadStatic]
    private static UInt128[]? _nonces;

    [ThreadStatic]
    private static int _nextNonce;

    public static UInt128 CreateNonce()
    {
        var nonces = _nonces;
        if (nonces is null || _nextNonce == nonces.Length)
        {
            nonces = _nonces ??= new UInt128[64];
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(nonces.AsSpan()));
            _nextNonce = 0;
        }

        return nonces[_nextNonce++];
    }

    /// <summary>The code of a new challenge and what a store compares, both under one schedule of the key.</summary>
    public static string Issue(in VoiceCodeSubject subject, UInt128 nonce, int digits, out UInt128 verifier)
    {
        using var key = new Key(subject.SecurityStamp, keep: true);
        var code = ToDigits(key.Hash(CodeTag, nonce, subject), digits);
        verifier = key.Hash(VerifierTag, ToValue(code), subject);
        return code;
    }

    /// <summary>The code of a challenge that lives already.</summary>
    public static string Code(in VoiceCodeSubject subject, UInt128 nonce, int digits)
    {
        using var key = new Key(subject.SecurityStamp, keep: false);
        return ToDigits(key.Hash(CodeTag, nonce, subject), digits);
    }

    /// <summary>What a store compares, so that it never sees a code.</summary>
    public static UInt128 Verifier(in VoiceCodeSubject subject, ReadOnlySpan<char> code)
    {
        using var key = new Key(subject.SecurityStamp, keep: false);
        return key.Hash(VerifierTag, ToValue(code), subject);
    }

    /// <summary>What a session's ticket holds once the code was typed in it.</summary>
    public static UInt128 Proof(in VoiceCodeSubject subject, UInt128 nonce)
    {
        using var key = new Key(subject.SecurityStamp, keep: false);
        return key.Hash(ProofTag, nonce, subject);
    }

    /// <summary>
    /// A mark by which a store notices, on a repeat, that stamp or number have changed meanwhile, the number's spelling
    /// included, since that changes the code. A checksum (FNV-1a) and no MAC: it tells at most 32 bits about a stamp of 128 or
    /// more, and what is taken for the same by accident gives a code that does not verify.
    /// </summary>
    public static uint Binding(in VoiceCodeSubject subject) =>
        Checksum(Checksum(Start, subject.SecurityStamp), subject.Number);

    private static uint Checksum(uint hash, string text)
    {
        hash = (hash ^ (uint)text.Length) * 16777619;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }

    // Uniform over all digits: the bias of the reduction is below 2^-94.
    private static string ToDigits(UInt128 hash, int digits) =>
        ((ulong)(hash % Moduli[digits])).ToString(Formats[digits], CultureInfo.InvariantCulture);

    // Digits only, so that length and number are the code.
    private static UInt128 ToValue(ReadOnlySpan<char> code) =>
        new((ulong)code.Length, ulong.Parse(code, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>A security stamp as the key of HMAC-SHA256, for one hash or, if it is kept, for several.</summary>
    private readonly ref struct Key(string stamp, bool keep) : IDisposable
    {
        private const int Fixed = 1 + 16;
        private const int Small = 512;

        private readonly IncrementalHash? _kept = keep ? Keyed(stamp) : null;

        public UInt128 Hash(byte tag, UInt128 value, in VoiceCodeSubject subject)
        {
            var keyLength = Encoding.UTF8.GetMaxByteCount(stamp.Length);
            var length = keyLength + Fixed
                + MaxLength(subject.Purpose) + MaxLength(subject.User.UserType) + MaxLength(subject.User.UserId)
                + MaxLength(subject.Number);
            var rented = length > Small ? ArrayPool<byte>.Shared.Rent(length) : null;
            Span<byte> buffer = rented ?? stackalloc byte[Small];

            var key = buffer[..Encoding.UTF8.GetBytes(stamp, buffer)];
            var message = buffer[key.Length..];
            message[0] = tag;
            BinaryPrimitives.WriteUInt128LittleEndian(message[1..], value);
            var written = Fixed;
            written += Write(subject.Purpose, message[written..]);
            written += Write(subject.User.UserType, message[written..]);
            written += Write(subject.User.UserId, message[written..]);
            written += Write(subject.Number, message[written..]);

            Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
            if (_kept is null)
            {
                HMACSHA256.HashData(key, message[..written], hash);
            }
            else
            {
                _kept.AppendData(message[..written]);
                _kept.GetHashAndReset(hash);
            }

            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }

            return BinaryPrimitives.ReadUInt128LittleEndian(hash);
        }

        public void Dispose() => _kept?.Dispose();

        private static IncrementalHash Keyed(string stamp)
        {
            var length = Encoding.UTF8.GetMaxByteCount(stamp.Length);
            var buffer = length <= Small ? stackalloc byte[Small] : new byte[length];
            return IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, buffer[..Encoding.UTF8.GetBytes(stamp, buffer)]);
        }

        private static int MaxLength(string field) => sizeof(int) + Encoding.UTF8.GetMaxByteCount(field.Length);

        private static int Write(string field, Span<byte> buffer)
        {
            var length = Encoding.UTF8.GetBytes(field, buffer[sizeof(int)..]);
            BinaryPrimitives.WriteInt32LittleEndian(buffer, length);
            return sizeof(int) + length;
        }
    }
}

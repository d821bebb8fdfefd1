using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// Makes keys of subjects by HMAC-SHA256 under the store's key: eleven digits are soon tried, but not without it. 96 bits
/// are enough, since two subjects with one tag would only share their limits, and nobody can look for them.
/// </summary>
/// <remarks>
/// An HMAC costs more than all the rest of a verification, so those of the latest subjects are remembered: each has four
/// places, and the newest takes that of the oldest there. It is found by a hash under a random seed, so no name or number
/// stays here.
/// </remarks>
internal sealed class SubjectTags(byte[] key, string prefix)
{
    private const int Places = 1 << 15;
    private const int Ways = 4;
    private const int TagLength = 12;

    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix + "ytx:1:{");
    private readonly SubjectTag?[] _places = new SubjectTag?[Places];
    private readonly long _seed = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    // One that has its key already, which is half the cost, for whoever comes first.
    private IncrementalHash? _idle;

    public SubjectTag Of(string subject)
    {
        var hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(subject.AsSpan()), _seed);
        var ways = _places.AsSpan((int)((ulong)hash & (Places - Ways)), Ways);
        foreach (var known in ways)
        {
            if (known is not null && known.Hash == hash)
            {
                return known;
            }
        }

        // Two at once can push out one more than they must, which costs an HMAC and nothing else.
        var tag = Make(subject, hash);
        ways[..^1].CopyTo(ways[1..]);
        ways[0] = tag;
        return tag;
    }

    private SubjectTag Make(string subject, UInt128 hash)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hmac = Interlocked.Exchange(ref _idle, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(subject));
        hmac.GetHashAndReset(mac);
        if (Interlocked.CompareExchange(ref _idle, hmac, null) is not null)
        {
            hmac.Dispose();
        }

        return new SubjectTag(
            hash,
            [.. _prefix, .. Base64Url.EncodeToUtf8(mac[..TagLength])],
            BinaryPrimitives.ReadUInt64BigEndian(mac[TagLength..]),
            BinaryPrimitives.ReadInt64BigEndian(mac[(TagLength + sizeof(ulong))..]));
    }
}

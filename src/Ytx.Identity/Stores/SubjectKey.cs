using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ytx.Identity.Stores;

/// <summary>
/// A subject in a table of the in-memory store: 16 bytes instead of the strings, so that a million of them fit and none
/// of them is personal data. A hash under a seed that is random for each process and never leaves it: who cannot see
/// the hashes cannot look for two subjects that share one, and by accident none of 2^40 do.
/// </summary>
internal readonly record struct SubjectKey
{
    private const int Small = 512;

    private static readonly long Seed = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    private readonly ulong _low;
    private readonly ulong _high;

    private SubjectKey(UInt128 hash)
    {
        _low = (ulong)hash;
        _high = (ulong)(hash >> 64);
    }

    /// <summary>The key of one field.</summary>
    public static SubjectKey Of(string field) =>
        new(XxHash128.HashToUInt128(MemoryMarshal.AsBytes(field.AsSpan()), Seed));

    /// <summary>The key of a user.</summary>
    public static SubjectKey Of(UserKey user) => Of(user.UserType, user.UserId);

    /// <summary>The key of something that this one has.</summary>
    public SubjectKey With(string field)
    {
        ReadOnlySpan<ulong> own = [_low, _high];
        return Of(MemoryMarshal.Cast<ulong, char>(own), field);
    }

    // The first one's length goes before it, so that no two pairs are written alike.
    private static SubjectKey Of(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        var length = 2 + first.Length + second.Length;
        var buffer = length <= Small ? stackalloc char[Small] : new char[length];
        buffer[0] = (char)first.Length;
        buffer[1] = (char)(first.Length >> 16);
        first.CopyTo(buffer[2..]);
        second.CopyTo(buffer[(2 + first.Length)..]);
        return new(XxHash128.HashToUInt128(MemoryMarshal.AsBytes(buffer[..length]), Seed));
    }

    /// <summary>Half of it, never zero, where it only tells a user's own things from each other.</summary>
    public ulong Mark => _high | 1;

    public override int GetHashCode() => (int)_low;
}

using System.Buffers.Binary;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What stands in Redis for a user, a number, an address or a purpose.</summary>
/// <param name="Key">The key of its ledger, all of it but <c>InstanceName</c> a hash tag: 96 bits of its HMAC in 16 characters.</param>
/// <param name="Item">64 more bits of it, for where it is named inside another's ledger.</param>
internal sealed record SubjectTag(RedisKey Key, ulong Item)
{
    /// <summary>A number's mark on a wrong try: never zero, which marks none.</summary>
    public uint Mark => Math.Max(1, (uint)Item);

    /// <summary>The name of its block in another's ledger.</summary>
    public void WriteName(Span<byte> name, WireFormat.Kind kind) => WriteName(name, kind, Item);

    /// <summary>The name of a block in a ledger.</summary>
    public static void WriteName(Span<byte> name, WireFormat.Kind kind, ulong hash)
    {
        // The first byte of the hash goes for the kind.
        BinaryPrimitives.WriteUInt64BigEndian(name, hash);
        name[0] = (byte)kind;
    }
}

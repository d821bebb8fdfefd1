using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What stands in Redis for a user, a number or an address.</summary>
/// <param name="Hash">Who it is, by a hash that never leaves the process.</param>
/// <param name="Start">The start of its keys, which ends with their hash tag: 96 bits of its HMAC in 16 characters.</param>
/// <param name="Item">64 more bits of it, for where items are counted.</param>
/// <param name="Secret">64 more bits of it that never leave the process.</param>
internal sealed record SubjectTag(UInt128 Hash, byte[] Start, ulong Item, long Secret)
{
    private const int TagLength = 16;

    /// <summary>The end of a challenge's key, for a purpose's tag.</summary>
    public string ChallengeKind => field ??= "}:c:" + Encoding.ASCII.GetString(Start.AsSpan(^TagLength..));

    /// <summary>
    /// A mark that means something only beside this subject's own. As it is, a mark of a number would be found by trying
    /// all numbers.
    /// </summary>
    public uint Conceal(uint mark)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, mark);
        return (uint)XxHash3.HashToUInt64(bytes, Secret);
    }

    /// <summary>A key with the subject as its hash tag. Costs no allocation.</summary>
    public RedisKey Key(string kind) => ((RedisKey)kind).Prepend(Start);
}

using System.Runtime.CompilerServices;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>A limit of wrong tries as the scripts read it. Packed once.</summary>
internal static class PackedGuesses
{
    private static readonly ConditionalWeakTable<GuessLimit, byte[]> Packed = [];

    public static byte[] Of(GuessLimit limit) => Packed.TryGetValue(limit, out var packed)
        ? packed
        : Packed.GetValue(limit, static made => PackedAllowance.Of(made.Allowance).Limit(made.MaxConsecutive, made.Lapse));
}

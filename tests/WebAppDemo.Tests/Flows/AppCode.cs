using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace WebAppDemo.Tests;

/// <summary>An authenticator app: the code of a key at this moment (RFC 6238).</summary>
internal static class AppCode
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Of(string key)
    {
        var bits = string.Concat(key.Select(letter => Convert.ToString(Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = bits.Chunk(8).Where(bits => bits.Length is 8).Select(bits => Convert.ToByte(new string(bits), 2)).ToArray();
        var step = new byte[8];
        // Identity has no clock to be set here.
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
        var hash = Hash(secret, step);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

#pragma warning disable CA5350 // The RFC's own, which all apps use.
    private static byte[] Hash(byte[] secret, byte[] step) => HMACSHA1.HashData(secret, step);
#pragma warning restore CA5350
}

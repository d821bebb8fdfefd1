using System.Security.Cryptography;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// AES-256-GCM under a key of its own, derived from the store's: what is known of a call names a user and a number. Bound to the
/// Redis key that it stands under.
/// </summary>
/// <remarks>
/// The nonce is an HMAC of what is enciphered (a synthetic one, as RFC 5297 has), so equal calls have equal texts: a change can ask
/// whether a call is still as it was found. Two different ones with one nonce do not come about.
/// </remarks>
internal sealed class CallCipher(byte[] storeKey)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int KeySize = 32;

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, storeKey, KeySize, info: "Ytx calls: cipher"u8.ToArray());
    private readonly byte[] _nonceKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, storeKey, KeySize, info: "Ytx calls: nonce"u8.ToArray());

    public byte[] Encrypt(ReadOnlySpan<byte> text, RedisKey key)
    {
        var place = (byte[])key!;
        var all = new byte[NonceSize + TagSize + text.Length];
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _nonceKey);
        hmac.AppendData(place);
        hmac.AppendData(text);
        hmac.GetHashAndReset().AsSpan(0, NonceSize).CopyTo(all);
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Encrypt(all.AsSpan(0, NonceSize), text, all.AsSpan(NonceSize + TagSize), all.AsSpan(NonceSize, TagSize), place);
        return all;
    }

    /// <summary>What was enciphered; null if it is nothing, or not by this key for this place.</summary>
    public byte[]? Decrypt(byte[]? all, RedisKey key)
    {
        if (all is null || all.Length < NonceSize + TagSize)
        {
            return null;
        }

        var text = new byte[all.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(_key, TagSize);
        try
        {
            cipher.Decrypt(all.AsSpan(0, NonceSize), all.AsSpan(NonceSize + TagSize), all.AsSpan(NonceSize, TagSize), text, (byte[])key!);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}

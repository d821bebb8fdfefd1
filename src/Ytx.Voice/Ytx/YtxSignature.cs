using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ytx.Voice;

/// <summary>
/// What proves a request to the gateway: <c>Authorization</c> is Base64 of <c>account|timestamp</c>, <c>Sign</c> is
/// MD5 of <c>account token timestamp</c>. Both carry the same timestamp, so one reading of the clock makes both.
/// </summary>
internal readonly struct YtxSignature
{
    public const int TimestampLength = 14;

    // No time zone is documented; the vendor's samples use a server in China. A fixed offset needs no tz database.
    private static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    private YtxSignature(string authorization, string sign)
    {
        Authorization = authorization;
        Sign = sign;
    }

    public string Authorization { get; }

    public string Sign { get; }

    public static YtxSignature Create(string accountSid, string authToken, DateTimeOffset now)
    {
        Span<byte> timestamp = stackalloc byte[TimestampLength];
        WriteTimestamp(now, timestamp);
        return Create(accountSid, authToken, timestamp);
    }

    public static YtxSignature Create(string accountSid, string authToken, ReadOnlySpan<byte> timestamp)
    {
        // The validator holds both to ASCII, 64 and 128 characters at most.
        Span<byte> buffer = stackalloc byte[64 + 128 + TimestampLength];
        var account = Encoding.ASCII.GetBytes(accountSid, buffer);

        buffer[account] = (byte)'|';
        timestamp.CopyTo(buffer[(account + 1)..]);
        var authorization = Convert.ToBase64String(buffer[..(account + 1 + TimestampLength)]);

        var token = Encoding.ASCII.GetBytes(authToken, buffer[account..]);
        timestamp.CopyTo(buffer[(account + token)..]);
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(buffer[..(account + token + TimestampLength)], hash);
        return new YtxSignature(authorization, Convert.ToHexStringLower(hash));
    }

    private static void WriteTimestamp(DateTimeOffset now, Span<byte> timestamp)
    {
        var time = now.ToOffset(ChinaOffset);
        var date = (time.Year * 10_000L) + (time.Month * 100) + time.Day;
        var all = (date * 1_000_000) + (time.Hour * 10_000) + (time.Minute * 100) + time.Second;
        Utf8Formatter.TryFormat(all, timestamp, out _, new System.Buffers.StandardFormat('D', TimestampLength));
    }
}

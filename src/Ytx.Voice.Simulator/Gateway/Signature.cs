using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ytx.Voice.Simulator;

/// <summary>The two halves of the gateway's authentication: the Authorization header and the Sign parameter.</summary>
internal static class Signature
{
    private const int MaxHeaderLength = 512;

    /// <summary>Takes <c>base64(account|timestamp)</c> apart.</summary>
    public static bool TryReadAuthorization(string header, out string account, out string timestamp)
    {
        account = timestamp = string.Empty;
        var decoded = new byte[MaxHeaderLength];
        // The decoder would skip white space; the gateway's header has none.
        if (header.Length > MaxHeaderLength || header.Any(char.IsWhiteSpace)
            || !Convert.TryFromBase64String(header, decoded, out var length))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(decoded, 0, length).Split('|');
        if (parts.Length != 2)
        {
            return false;
        }

        (account, timestamp) = (parts[0], parts[1]);
        return true;
    }

    /// <summary>Reads <c>yyyyMMddHHmmss</c>, a time in China.</summary>
    public static bool TryReadTimestamp(string timestamp, out DateTime chinaTime) => DateTime.TryParseExact(
        timestamp, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out chinaTime);

    /// <summary>Whether <paramref name="sign"/> is MD5(account + token + timestamp) in hex of either case.</summary>
    public static bool Matches(string sign, string account, string token, string timestamp)
    {
        var expected = MD5.HashData(Encoding.UTF8.GetBytes(account + token + timestamp));
        return sign.Length == expected.Length * 2
            && sign.All(char.IsAsciiHexDigit)
            && CryptographicOperations.FixedTimeEquals(expected, Convert.FromHexString(sign));
    }
}

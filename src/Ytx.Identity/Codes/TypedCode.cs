using System.Globalization;

namespace Ytx.Identity;

/// <summary>Reads what a person typed as a code: once, before anything is counted, compared or looked up.</summary>
internal static class TypedCode
{
    /// <summary>More than this is no code, however it is spaced; nothing beyond is looked at.</summary>
    public const int MaxTextLength = 64;

    /// <summary>
    /// Reads decimal digits of any script; spaces and dashes between them mean nothing. Anything else, and any other
    /// number of digits, is no code.
    /// </summary>
    public static bool TryRead(string? text, Span<char> digits)
    {
        if (text is null || text.Length > MaxTextLength)
        {
            return false;
        }

        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = char.IsAsciiDigit(text[i]) ? text[i] - '0' : CharUnicodeInfo.GetDecimalDigitValue(text, i);
            if (digit >= 0)
            {
                if (count == digits.Length)
                {
                    return false;
                }

                digits[count++] = (char)('0' + digit);
                i += char.IsHighSurrogate(text[i]) ? 1 : 0;
            }
            else if (!char.IsWhiteSpace(text[i])
                && char.GetUnicodeCategory(text[i]) is not UnicodeCategory.DashPunctuation)
            {
                return false;
            }
        }

        return count == digits.Length;
    }
}

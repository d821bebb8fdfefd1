using System.Buffers;
using System.Globalization;

namespace Ytx.Voice;

/// <summary>
/// The one reader of digits that people type or paste, for phone numbers and, compiled into <c>Ytx.Identity</c> as well,
/// for codes: what one of them forgives the other forgives too.
/// </summary>
internal static class PastedDigits
{
    /// <summary>More than this is neither a number nor a code, however it is spaced; nothing beyond is looked at.</summary>
    public const int MaxTextLength = 64;

    // The signs between digits that no category has: dots on the line and in the middle, the full stop that ended the
    // sentence, slashes, brackets, each with its full-width form, and the minus.
    private static readonly SearchValues<char> Signs = SearchValues.Create(
        "./()[]\uFF0E\uFF0F\uFF08\uFF09\uFF3B\uFF3D\u2024\u3002\uFF61\u06D4"
        + "\u00B7\u0387\u2022\u2027\u2219\u22C5\u30FB\uFF65\u2212");

    /// <summary>
    /// Reads decimal digits of any script. White space, dashes, invisible marks and what else stands between digits mean
    /// nothing.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="digits">Gets the digits, as ASCII.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>Where something else stands, or a digit too many; the length of the text if nothing does.</returns>
    public static int Read(ReadOnlySpan<char> text, Span<char> digits, out int count)
    {
        count = 0;
        var index = 0;
        while (index < text.Length)
        {
            var (digit, length) = DigitAt(text[index..]);
            if (digit >= 0 && count < digits.Length)
            {
                digits[count++] = (char)('0' + digit);
            }
            else if (digit >= 0 || !IsNothing(text[index]))
            {
                return index;
            }

            index += length;
        }

        return index;
    }

    private static (int Digit, int Length) DigitAt(ReadOnlySpan<char> text) =>
        char.IsAsciiDigit(text[0]) ? (text[0] - '0', 1)
        : text.Length > 1 && char.IsSurrogatePair(text[0], text[1])
            ? (CharUnicodeInfo.GetDecimalDigitValue(text[..2].ToString(), 0), 2)
        : (CharUnicodeInfo.GetDecimalDigitValue(text[0]), 1);

    private static bool IsNothing(char c) =>
        char.IsWhiteSpace(c) || Signs.Contains(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}

using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>Reads what a person typed as a code: once, before anything is counted, compared or looked up.</summary>
internal static class TypedCode
{
    /// <summary>More than this is no code, however it is spaced; nothing beyond is looked at.</summary>
    public const int MaxTextLength = PastedDigits.MaxTextLength;

    /// <summary>
    /// Reads decimal digits of any script; what people paste between them means nothing. Anything else, and any other
    /// number of digits, is no code.
    /// </summary>
    public static bool TryRead(string? text, Span<char> digits) =>
        text is { Length: <= MaxTextLength }
        && PastedDigits.Read(text, digits, out var count) == text.Length
        && count == digits.Length;
}

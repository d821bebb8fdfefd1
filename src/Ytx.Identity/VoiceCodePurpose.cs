using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// What a code is for, in the words that ASP.NET Core Identity passes to a token provider. A code for one purpose is
/// worthless for any other. Any other text is a purpose of the application's own.
/// </summary>
public static class VoiceCodePurpose
{
    /// <summary>The second factor at log-in: rings the user's confirmed number.</summary>
    public const string LogIn = "TwoFactor";

    /// <summary>Resetting a password: rings the user's confirmed number.</summary>
    public const string ResetPassword = "ResetPassword";

    private const string ChangePrefix = "ChangePhoneNumber:";

    /// <summary>Confirming or changing a number: rings that number. All spellings of one number are one purpose.</summary>
    /// <param name="phoneNumber">The number, as it is passed to <c>ChangePhoneNumberAsync</c>.</param>
    /// <returns>The purpose.</returns>
    public static string ChangePhoneNumber(string phoneNumber) => ChangePrefix + phoneNumber;

    /// <summary>The kind of a purpose.</summary>
    /// <param name="purpose">The purpose.</param>
    /// <returns>The purpose kind.</returns>
    public static VoiceCodePurposeKind KindOf(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return purpose switch
        {
            LogIn => VoiceCodePurposeKind.LogIn,
            ResetPassword => VoiceCodePurposeKind.ResetPassword,
            _ when purpose.StartsWith(ChangePrefix, StringComparison.Ordinal) => VoiceCodePurposeKind.ChangePhoneNumber,
            _ => VoiceCodePurposeKind.Other,
        };
    }

    /// <summary>The number inside a purpose that has one.</summary>
    internal static string? NumberIn(string purpose) =>
        purpose.StartsWith(ChangePrefix, StringComparison.Ordinal) ? purpose[ChangePrefix.Length..] : null;

    /// <summary>Whether the text is UTF-16: has no half of a surrogate pair without the other.</summary>
    internal static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (int index; (index = text.IndexOfAnyInRange('\uD800', '\uDFFF')) >= 0; text = text[(index + 2)..])
        {
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
            {
                return false;
            }
        }

        return true;
    }
}

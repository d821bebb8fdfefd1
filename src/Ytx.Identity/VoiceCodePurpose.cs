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
    private const string StepUpPrefix = "StepUp:";
    private const int MaxName = 64;

    /// <summary>The purpose of verifying a number for something that is not known.</summary>
    internal const string AnyPhoneVerification = "VerifyPhone:";

    /// <summary>Confirming or changing a number: rings that number. All spellings of one number are one purpose.</summary>
    /// <param name="phoneNumber">The number, as it is passed to <c>ChangePhoneNumberAsync</c>.</param>
    /// <returns>The purpose.</returns>
    public static string ChangePhoneNumber(string phoneNumber) => ChangePrefix + phoneNumber;

    /// <summary>
    /// Something sensitive that a signed-in user wants to do, for <see cref="RequireVoiceCodeAttribute"/>: rings the user's confirmed
    /// number, also where the second factor is off. Of kind <see cref="VoiceCodePurposeKind.Other"/>.
    /// </summary>
    /// <param name="action">What is to be done, such as <c>pay</c>: 1 to 64 letters and digits of ASCII, <c>-</c>, <c>_</c> and <c>.</c></param>
    /// <returns>The purpose.</returns>
    /// <exception cref="ArgumentException">The action has other characters, or it is empty or longer than 64.</exception>
    public static string StepUp(string action)
    {
        CheckName(action, nameof(action));
        return StepUpPrefix + action;
    }

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
            _ when purpose.StartsWith(AnyPhoneVerification, StringComparison.Ordinal) => VoiceCodePurposeKind.PhoneVerification,
            _ => VoiceCodePurposeKind.Other,
        };
    }

    /// <summary>One verification of a number, before there is a user.</summary>
    internal static string PhoneVerification(string purpose, string name) => $"{AnyPhoneVerification}{purpose}:{name}";

    /// <summary>Throws unless it may stand in addresses, headers, tickets and seals.</summary>
    internal static void CheckName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name.Length > MaxName || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new ArgumentException($"It must be 1 to {MaxName} letters and digits of ASCII, '-', '_' and '.', such as pay.", parameter);
        }
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

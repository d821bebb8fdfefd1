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

    /// <summary>Confirming or changing a number: rings that number.</summary>
    /// <param name="phoneNumber">The number, written exactly as it is passed to <c>ChangePhoneNumberAsync</c>.</param>
    /// <returns>The purpose.</returns>
    public static string ChangePhoneNumber(string phoneNumber) => ChangePrefix + phoneNumber;

    /// <summary>The door that a purpose belongs to.</summary>
    /// <param name="purpose">The purpose.</param>
    /// <returns>The class.</returns>
    public static VoiceCodePurposeClass ClassOf(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return purpose switch
        {
            LogIn => VoiceCodePurposeClass.LogIn,
            ResetPassword => VoiceCodePurposeClass.Reset,
            _ when purpose.StartsWith(ChangePrefix, StringComparison.Ordinal) => VoiceCodePurposeClass.Confirm,
            _ => VoiceCodePurposeClass.Application,
        };
    }

    /// <summary>The number inside a purpose that has one.</summary>
    internal static string? NumberIn(string purpose) =>
        purpose.StartsWith(ChangePrefix, StringComparison.Ordinal) ? purpose[ChangePrefix.Length..] : null;
}

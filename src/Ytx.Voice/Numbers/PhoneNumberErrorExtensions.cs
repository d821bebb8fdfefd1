using System.Globalization;

namespace Ytx.Voice;

/// <summary>What to tell the person who typed a number that is none.</summary>
public static class PhoneNumberErrorExtensions
{
    private static readonly Sentences Sentences = new(typeof(PhoneNumberErrorExtensions));

    /// <summary>
    /// Says in a sentence what is wrong with a number and what to type instead, never the number itself. Applications with Identity
    /// ask <c>VoiceCodeErrorDescriber</c>, which can be replaced.
    /// </summary>
    /// <param name="error">Why it is no number.</param>
    /// <param name="culture">
    /// The language: Simplified Chinese, and English for all others. Default <see cref="CultureInfo.CurrentUICulture"/>.
    /// </param>
    /// <returns>The sentence; for a value that is none of the enumeration that of <see cref="PhoneNumberError.NotInUse"/>.</returns>
    public static string Describe(this PhoneNumberError error, CultureInfo? culture = null) => Sentences.Say(
        culture ?? CultureInfo.CurrentUICulture,
        (Enum.IsDefined(error) ? error : PhoneNumberError.NotInUse).ToString());
}

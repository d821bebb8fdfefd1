using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace WebAppDemo;

/// <summary>A sentence that the next page shows once, after a redirect.</summary>
internal static class Flash
{
    private const string Key = "flash";
    private const string LanguageKey = "flash-language";

    public static void Set(ITempDataDictionary data, string sentence, string language = "en") =>
        (data[Key], data[LanguageKey]) = (sentence, language);

    public static (string Sentence, string? Language)? Take(ITempDataDictionary data) =>
        data[Key] is string sentence ? (sentence, data[LanguageKey] as string) : null;
}

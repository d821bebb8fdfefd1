using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace WebAppDemo;

/// <summary>A sentence that the next page shows once, after a redirect. Kept by its name: the next page may be in another language.</summary>
internal static class Flash
{
    private const string Key = "flash";

    public static void Set(ITempDataDictionary data, Tone tone, string sentence) => data[Key] = $"{tone} {sentence}";

    public static Notice? Take(ITempDataDictionary data) => data[Key] is string kept && kept.Split(' ', 2) is [var tone, var sentence]
        ? new Notice(Enum.Parse<Tone>(tone), sentence) : null;
}

using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace WebAppDemo;

/// <summary>A sentence that the next page shows once, after a redirect.</summary>
internal static class Flash
{
    private const string Key = "flash";

    public static void Set(ITempDataDictionary data, string sentence) => data[Key] = sentence;

    public static string? Take(ITempDataDictionary data) => data[Key] as string;
}

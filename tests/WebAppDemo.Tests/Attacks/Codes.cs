using System.Globalization;

namespace WebAppDemo.Tests.Attacks;

internal static class Codes
{
    /// <summary>A code that is not the given one, another for each number.</summary>
    public static string Wrong(string code, int number = 1) =>
        ((int.Parse(code, CultureInfo.InvariantCulture) + number) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
}

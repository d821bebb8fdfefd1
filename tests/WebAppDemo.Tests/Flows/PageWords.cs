using System.Globalization;
using System.Resources;

namespace WebAppDemo.Tests;

/// <summary>The sentences of the sample in one language, by their names: what a reader of it looks for on a page.</summary>
public sealed class PageWords(string language)
{
    private readonly CultureInfo _culture = CultureInfo.GetCultureInfo(language is "zh-CN" ? "zh-CN" : "en");

    /// <summary>A sentence, such as <c>SignIn/EnterCode</c>, with its places filled.</summary>
    public string this[string name, params object[] values] => string.Format(
        CultureInfo.InvariantCulture,
        new ResourceManager($"WebAppDemo.Pages.{name.Split('/')[0]}.Words", typeof(DemoUser).Assembly)
            .GetString(name.Split('/')[1], _culture) ?? throw new ArgumentException($"There is no sentence {name}."),
        values);
}

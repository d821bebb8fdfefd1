using System.Globalization;
using System.Resources;

namespace Ytx.Voice;

/// <summary>
/// The sentences for users that stand in the resources of a class: English in <c>Name.resx</c>, Simplified Chinese in
/// <c>Name.zh-Hans.resx</c>. Every other language gets the English ones, Traditional Chinese among them.
/// </summary>
/// <remarks>Compiled into <c>Ytx.Identity</c> as well: the two share no internals.</remarks>
/// <param name="owner">The class.</param>
internal sealed class Sentences(Type owner)
{
    private readonly ResourceManager _resources = new(owner);

    /// <summary>A sentence by its name.</summary>
    /// <param name="culture">The language.</param>
    /// <param name="name">The sentence's name.</param>
    /// <param name="values">What fills its places.</param>
    public string Say(CultureInfo culture, string name, params object[] values)
    {
        // Who says no more than Chinese means Simplified (CLDR's likely subtags). .NET knows no parent of that name.
        var language = culture.Name is "zh" ? CultureInfo.GetCultureInfo("zh-Hans") : culture;
        return string.Format(CultureInfo.InvariantCulture, _resources.GetString(name, language)!, values);
    }
}

using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.Localization;

namespace WebAppDemo;

/// <summary>
/// The sentences of a flow in the reader's language: <c>Words.resx</c> and <c>Words.zh-CN.resx</c> of its folder, and behind
/// them those of <c>Pages/Shared</c>. A page has its own folder's.
/// </summary>
/// <remarks>
/// A sentence is named <c>Key</c>, <c>Folder/Key</c> or <c>Folder/Key|value|value</c>, and kept under that name until it is shown,
/// whatever language it is shown in then.
/// </remarks>
public sealed class Words(IStringLocalizerFactory localizers, HtmlEncoder encoder, SiteClock clock) : IViewContextAware
{
    private const string Common = "Shared";

    private string _folder = Common;

    /// <summary>A sentence as text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">What fills its places.</param>
    /// <remarks>Without values its places stay: scripts fill them.</remarks>
    public string this[string name, params object[] values] =>
        values.Length is 0 ? Find(name) : string.Format(CultureInfo.InvariantCulture, Find(name), values);

    public void Contextualize(ViewContext viewContext) =>
        _folder = viewContext.ExecutingFilePath?.Split('/') is [.., var folder, _] ? folder : Common;

    /// <summary>A sentence with markup in its places, which are encoded otherwise.</summary>
    /// <inheritdoc cref="this"/>
    public IHtmlContent Html(string name, params object[] values) =>
        new HtmlContentBuilder().AppendFormat(CultureInfo.InvariantCulture, encoder.Encode(Find(name)), values);

    /// <summary>A sentence as it was kept, with its values. A moment is shown as a time of day.</summary>
    public IHtmlContent Say(string kept) => kept.Split('|') is [var name, .. var values]
        ? Html(name, [.. values.Select(value => DateTimeOffset.TryParseExact(
            value, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? (object)TimeFrom(moment) : value)])
        : HtmlString.Empty;

    /// <summary>What stands out in a sentence.</summary>
    public static IHtmlContent Strong(string? text)
    {
        var strong = new TagBuilder("strong");
        strong.InnerHtml.Append(text ?? "");
        return strong;
    }

    /// <summary>A time of day, which scripts show as the browser's own.</summary>
    public IHtmlContent Time(DateTimeOffset moment)
    {
        var time = new TagBuilder("time");
        time.Attributes["datetime"] = moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        time.InnerHtml.Append(this[$"{Common}/TimeOfDay", clock.TimeOfDay(moment)]);
        return time;
    }

    /// <summary>The time of day from which on something is possible, said no minute sooner.</summary>
    public IHtmlContent TimeFrom(DateTimeOffset moment) => Time(new DateTimeOffset(
        (moment.UtcTicks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero));

    private string Find(string name)
    {
        var (folder, key) = name.Split('/') is [var first, var rest] ? (first, rest) : (_folder, name);
        var found = In(folder)[key];
        return found.ResourceNotFound ? In(Common)[key] : found;
    }

    private IStringLocalizer In(string folder) => localizers.Create($"Pages.{folder}.Words", nameof(WebAppDemo));
}

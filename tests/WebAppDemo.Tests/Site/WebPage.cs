using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace WebAppDemo.Tests;

/// <summary>A page that a visitor sees.</summary>
public sealed class WebPage(HttpResponseMessage response, string body)
{
    private const string TokenField = "__RequestVerificationToken";

    public HttpStatusCode Status => response.StatusCode;

    public Uri Url { get; } = response.RequestMessage!.RequestUri!;

    public string Path => Url.AbsolutePath;

    public HttpResponseMessage Response => response;

    public string Body { get; } = body;

    public IHtmlDocument Document { get; } = new HtmlParser().ParseDocument(body);

    public string Text => string.Join(' ', Document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What screen readers announce: the page's problems.</summary>
    public string Alert => string.Join(' ', Document.QuerySelectorAll("[role=alert]").Select(alert => alert.TextContent)).Trim();

    /// <summary>All that the page says in its notices, without the word for their tone.</summary>
    public string Said => string.Join(' ', Notices.Select(SaidBy));

    /// <summary>What the code page says; "" if nothing.</summary>
    public string CodeSaid => CodeNotice is { } notice ? SaidBy(notice) : "";

    /// <summary>The tone of that: done, wait or wrong.</summary>
    public string? Tone => CodeNotice?.ClassList[1];

    /// <summary>The moment that the code page says, as its time element has it: whole minutes, never too soon.</summary>
    public DateTimeOffset? SaidMoment => Moment("#code-notice time");

    /// <summary>Seconds until the call button works, as it says to scripts; null without a button.</summary>
    public int? WaitSeconds => Number("#again", "data-wait-seconds");

    /// <summary>The moment beside that button; null if none is said.</summary>
    public DateTimeOffset? NextCall => Moment("#again-wait time");

    /// <summary>Seconds until the code ends, as the page says to scripts; null without a code.</summary>
    public int? CodeSeconds => Number("#code-life", "data-code-seconds");

    /// <summary>Whether the page has a field for a code.</summary>
    public bool TakesACode => Document.QuerySelector("main [name='Input.Code']") is not null;

    /// <summary>What proves a form to be this site's own, from any form of the page.</summary>
    public (string Name, string Value) Token =>
        (TokenField, Document.QuerySelector($"[name={TokenField}]")!.GetAttribute("value")!);

    private IEnumerable<IElement> Notices => Document.QuerySelectorAll("main .notice");

    private IElement? CodeNotice => Document.QuerySelector("#code-notice .notice");

    /// <summary>A time as pages say it of a wait: the first whole minute that is not before it.</summary>
    public static DateTimeOffset Minute(DateTimeOffset moment) => new(
        (moment.UtcTicks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    /// <summary>The form whose button has this text, filled in as a browser would.</summary>
    public (Uri Action, Dictionary<string, string> Fields) Form(string button)
    {
        var form = (IHtmlFormElement)(Document.QuerySelectorAll("main form, footer form")
            .FirstOrDefault(form => form.QuerySelector("button")?.TextContent.Trim() == button)
            ?? throw new InvalidOperationException($"{Url} has no form with a button {button}: {Text}"));
        var fields = form.Elements.OfType<IHtmlInputElement>()
            .Where(input => input is not { Type: "checkbox", IsChecked: false })
            .ToDictionary(input => input.Name!, input => input.Value);
        return (new Uri(Url, form.GetAttribute("action") ?? ""), fields);
    }

    private static string SaidBy(IElement notice)
    {
        var words = (IElement)notice.Clone();
        words.QuerySelector(".unseen")?.Remove();
        return string.Join(' ', words.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private DateTimeOffset? Moment(string time) => Document.QuerySelector(time)?.GetAttribute("datetime") is { } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    private int? Number(string element, string attribute) =>
        Document.QuerySelector(element)?.GetAttribute(attribute) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

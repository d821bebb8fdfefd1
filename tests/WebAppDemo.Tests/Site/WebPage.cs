using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace WebAppDemo.Tests;

/// <summary>A page that a visitor sees.</summary>
public sealed class WebPage(HttpResponseMessage response, string body)
{
    public HttpStatusCode Status => response.StatusCode;

    public Uri Url { get; } = response.RequestMessage!.RequestUri!;

    public string Path => Url.AbsolutePath;

    public HttpResponseMessage Response => response;

    public string Body { get; } = body;

    public IHtmlDocument Document { get; } = new HtmlParser().ParseDocument(body);

    public string Text => string.Join(' ', Document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What screen readers announce: the page's problems.</summary>
    public string Alert => string.Join(' ', Document.QuerySelectorAll("[role=alert]").Select(alert => alert.TextContent)).Trim();

    /// <summary>The form whose button has this text, filled in as a browser would.</summary>
    public (Uri Action, Dictionary<string, string> Fields) Form(string button)
    {
        var form = (IHtmlFormElement)(Document.QuerySelectorAll("main form")
            .FirstOrDefault(form => form.QuerySelector("button")?.TextContent.Trim() == button)
            ?? throw new InvalidOperationException($"{Url} has no form with a button {button}: {Text}"));
        var fields = form.Elements.OfType<IHtmlInputElement>()
            .Where(input => input is not { Type: "checkbox", IsChecked: false })
            .ToDictionary(input => input.Name!, input => input.Value);
        return (new Uri(Url, form.GetAttribute("action") ?? ""), fields);
    }
}

using System.Text;
using System.Text.Encodings.Web;

namespace Ytx.Voice.Simulator;

/// <summary>
/// HTML with <c>{{name}}</c> places. Taken apart once, so that a value which looks like a place is never filled itself;
/// every value is encoded unless it is HTML already.
/// </summary>
internal sealed class HandsetTemplate
{
    private readonly string[] _parts;

    /// <param name="html">Split at the braces, its even parts are text and its odd ones names.</param>
    public HandsetTemplate(string html) => _parts = html.Split(["{{", "}}"], StringSplitOptions.None);

    public string Fill(Func<string, string?> value, Func<string, string?>? html = null)
    {
        var page = new StringBuilder();
        for (var index = 0; index < _parts.Length; index++)
        {
            var part = _parts[index];
            page.Append(index % 2 == 0
                ? part
                : html?.Invoke(part) ?? HtmlEncoder.Default.Encode(value(part) ?? string.Empty));
        }

        return page.ToString();
    }
}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ytx.Voice.Simulator;

/// <summary>
/// The virtual handset: a page that shows the calls of now in its HTML and, where scripts run, every later one. Both
/// are built from <c>handset.call.html</c>, which the page also carries empty for its script.
/// </summary>
internal sealed class HandsetPage(SimulatorParts parts)
{
    private static readonly HtmlEncoder Readable = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly SimulatorOptions _options = parts.Options;
    private readonly HandsetTemplate _page = new(Resource("handset.html"));
    private readonly HandsetTemplate _call = new(Resource("handset.call.html"));

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", Show);
        MapAsset(endpoints, "handset.css", "text/css");
        MapAsset(endpoints, "handset.js", "text/javascript");
        MapAsset(endpoints, "handset.svg", "image/svg+xml");
    }

    /// <summary>A number as people write it: 139 1128 1234, 010 8548 5069, 0755 8548 5069.</summary>
    public static string Grouped(string number)
    {
        var area = number is ['0', '1' or '2', ..] or ['1', ..] ? 3 : 4;
        return number.Length < 10 ? number : $"{number[..area]} {number[area..^4]} {number[^4..]}";
    }

    private static void MapAsset(IEndpointRouteBuilder endpoints, string name, string contentType)
    {
        var text = Resource(name);
        endpoints.MapGet($"/_simulator/{name}", () => TypedResults.Text(text, $"{contentType}; charset=utf-8"));
    }

    private ContentHttpResult Show(HttpRequest request)
    {
        var words = HandsetWords.For(request);
        var now = parts.Calls.Snapshot();
        var html = _page.Fill(
            name => name switch
            {
                "language" => words.Tag,
                "ringMilliseconds" => _options.RingTime.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture),
                "maxCalls" => _options.MaxCalls.ToString(CultureInfo.InvariantCulture),
                "words" => JsonSerializer.Serialize(ScriptWords(words), SimulatorJson.Readable.DictionaryStringString),
                _ => null,
            },
            name => name switch
            {
                "calls" => string.Concat(now.Select(call => FillCall(words, field => FieldOf(call, words, field)))),
                "callTemplate" => FillCall(words, _ => null),
                "people" => string.Concat(ScriptedPerson.All.Select(person => Row(person, words))),
                "ifScripted" => _options.ScriptedPeople ? "" : " hidden",
                "ifPushing" => parts.Pusher.Url is null ? " hidden" : "",
                "ifForgetting" => parts.ForgetLimits is null ? " hidden" : "",
                _ => Word(words, name),
            });
        return TypedResults.Text(html, "text/html; charset=utf-8");
    }

    private string FillCall(HandsetWords words, Func<string, string?> value) =>
        _call.Fill(value, name => Word(words, name));

    /// <returns>A sentence as HTML; <see langword="null"/> for a name that is no sentence.</returns>
    private static string? Word(HandsetWords words, string name) =>
        name.StartsWith("w.", StringComparison.Ordinal) ? Readable.Encode(words[name[2..]]) : null;

    private static Dictionary<string, string> ScriptWords(HandsetWords words)
    {
        var all = words.ForScript;
        foreach (var person in ScriptedPerson.All)
        {
            all[person.Digits] = words.IsChinese ? person.Chinese : person.English;
        }

        return all;
    }

    private static string Row(ScriptedPerson person, HandsetWords words) =>
        $"<tr><td>…{person.Digits}</td><td>{Readable.Encode(words.IsChinese ? person.Chinese : person.English)}</td></tr>";

    private static string? FieldOf(SimulatedCall call, HandsetWords words, string field) => field switch
    {
        "requestId" => call.RequestId,
        "dst" => call.Dst,
        "number" => Grouped(call.Dst),
        "code" => call.Code,
        "time" => call.Time,
        "dstclid" => call.Dstclid,
        "operation" => $"{call.Function} · {call.Action}"
            + (call.TemplateId is null ? "" : $" · {call.TemplateId}: {string.Join(", ", call.Datas)}"),
        "state" => CallWords.NameOf(call.State),
        "stateText" => words[$"js.{CallWords.NameOf(call.State)}"],
        "receivedAt" => call.ReceivedAt.ToString("O", CultureInfo.InvariantCulture),
        "receivedText" => call.ReceivedAt.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Resource(string name)
    {
        using var stream = typeof(HandsetPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ytx.Voice.Simulator;

/// <summary>
/// The virtual handset: a page that shows the calls of now in its HTML and, where scripts run, every later one. Both
/// are built from <c>handset.call.html</c>, which the page also carries empty for its script.
/// </summary>
internal sealed class HandsetPage(SimulatorOptions options, CallLog calls)
{
    private readonly HandsetTemplate _page = new(Resource("handset.html"));
    private readonly HandsetTemplate _call = new(Resource("handset.call.html"));

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", Show);
        MapAsset(endpoints, "handset.css", "text/css");
        MapAsset(endpoints, "handset.js", "text/javascript");
        MapAsset(endpoints, "handset.svg", "image/svg+xml");
    }

    private static void MapAsset(IEndpointRouteBuilder endpoints, string name, string contentType)
    {
        var text = Resource(name);
        endpoints.MapGet($"/_simulator/{name}", () => TypedResults.Text(text, $"{contentType}; charset=utf-8"));
    }

    private ContentHttpResult Show()
    {
        var now = calls.Snapshot();
        var html = _page.Fill(
            name => name switch
            {
                "ringMilliseconds" => options.RingTime.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture),
                "maxCalls" => options.MaxCalls.ToString(CultureInfo.InvariantCulture),
                _ => null,
            },
            name => name switch
            {
                "calls" => string.Concat(now.Select(call => _call.Fill(field => FieldOf(call, field)))),
                "callTemplate" => _call.Fill(_ => null),
                _ => null,
            });
        return TypedResults.Text(html, "text/html; charset=utf-8");
    }

    private static string? FieldOf(SimulatedCall call, string field) => field switch
    {
        "requestId" => call.RequestId,
        "dst" => call.Dst,
        "code" => call.Code,
        "time" => call.Time,
        "dstclid" => call.Dstclid,
        "operation" => $"{call.Function} · {call.Action}"
            + (call.TemplateId is null ? "" : $" · {call.TemplateId}: {string.Join(", ", call.Datas)}"),
        "state" => CallModel.StateOf(call),
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

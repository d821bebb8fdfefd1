using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ytx.Voice.Simulator;

/// <summary>
/// The calls as JSON (<c>/_simulator/calls</c>), what a person does with one, and the calls as they come in
/// (<c>/_simulator/events</c>).
/// </summary>
internal sealed class CallEndpoints(SimulatorParts parts, CancellationToken stopping)
{
    private readonly CallLog _calls = parts.Calls;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/_simulator/calls", List);
        endpoints.MapDelete("/_simulator/calls", Clear);
        MapTouch(endpoints, "answer", life => life.TryAnswer());
        MapTouch(endpoints, "decline", life => life.TryDecline());
        MapTouch(endpoints, "let-ring", life => life.TryLetRing());
        MapTouch(endpoints, "switch-off", life => life.TrySwitchOff());
        MapTouch(endpoints, "hang-up", life => life.TryHangUp());
        endpoints.MapGet("/_simulator/events", (Delegate)StreamAsync);
    }

    private void MapTouch(IEndpointRouteBuilder endpoints, string name, Func<CallLife, bool> touch) =>
        endpoints.MapPost($"/_simulator/calls/{{requestId}}/{name}", IResult (string requestId) =>
        {
            if (_calls.Find(requestId) is not { } call)
            {
                return new ProblemModel(
                    StatusCodes.Status404NotFound, "There is no such call.", "It may have been forgotten.").ToResult();
            }

            return touch(call.Life)
                ? TypedResults.NoContent()
                : new ProblemModel(
                    StatusCodes.Status409Conflict,
                    "It is too late for that.",
                    $"The call is {CallWords.NameOf(call.State)}.").ToResult();
        });

    private JsonHttpResult<CallModel[]> List() =>
        TypedResults.Json(Models(_calls.Snapshot()), SimulatorJson.Readable.CallModelArray);

    private NoContent Clear()
    {
        _calls.Clear();
        return TypedResults.NoContent();
    }

    private async Task<IResult> StreamAsync(HttpContext context)
    {
        using var watch = _calls.TryWatch();
        if (watch is null)
        {
            return new ProblemModel(
                StatusCodes.Status503ServiceUnavailable,
                "Too many handsets are open.",
                $"At most {CallLog.MaxWatchers} pages can watch the calls. Close one.").ToResult();
        }

        // Without the link to the host's stopping, an open page would hold up the shutdown.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        try
        {
            await context.Response.WriteAsync("retry: 1000\n", ending.Token).ConfigureAwait(false);
            await SendListAsync(context.Response, watch.Calls, ending.Token).ConfigureAwait(false);
            await foreach (var news in watch.News.ReadAllAsync(ending.Token).ConfigureAwait(false))
            {
                await (news switch
                {
                    { Call: { } call } => SendCallAsync(context.Response, call, ending.Token),
                    { Kind: NewsKind.Faults } => SendFaultsAsync(context.Response, ending.Token),
                    _ => SendListAsync(context.Response, [], ending.Token),
                }).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The page was closed or the simulator stops: both are the ordinary end of a stream.
            return TypedResults.Empty;
        }

        return TypedResults.Empty;
    }

    private static Task SendListAsync(HttpResponse response, SimulatedCall[] calls, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(Models(calls), SimulatorJson.Readable.CallModelArray);
        return SendAsync(response, "calls", json, cancellationToken);
    }

    private static Task SendCallAsync(HttpResponse response, SimulatedCall call, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(CallModel.From(call), SimulatorJson.Readable.CallModel);
        return SendAsync(response, "call", json, cancellationToken);
    }

    private Task SendFaultsAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(QueuedModel.Of(parts), SimulatorJson.Readable.QueuedModel);
        return SendAsync(response, "faults", json, cancellationToken);
    }

    private static async Task SendAsync(
        HttpResponse response, string name, string json, CancellationToken cancellationToken)
    {
        // The serializer writes no line breaks, so one data line holds it all.
        await response.WriteAsync($"event: {name}\ndata: {json}\n\n", cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static CallModel[] Models(SimulatedCall[] calls) => Array.ConvertAll(calls, CallModel.From);
}

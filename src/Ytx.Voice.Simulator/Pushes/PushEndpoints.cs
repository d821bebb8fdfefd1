using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ytx.Voice.Simulator;

/// <summary>
/// What was pushed and one push more (<c>/_simulator/pushes</c>), and what goes wrong with the next ones
/// (<c>/_simulator/push-faults</c>).
/// </summary>
internal sealed class PushEndpoints(SimulatorParts parts)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/_simulator/pushes", List);
        endpoints.MapPost("/_simulator/pushes", (Delegate)SendAsync);
        endpoints.MapGet("/_simulator/push-faults", ListFaults);
        endpoints.MapPost("/_simulator/push-faults", (Delegate)AddFaultAsync);
        endpoints.MapDelete("/_simulator/push-faults", ClearFaults);
    }

    private JsonHttpResult<PushModel[]> List() =>
        TypedResults.Json(Array.ConvertAll(parts.Pushes.Snapshot(), PushModel.From), SimulatorJson.Readable.PushModelArray);

    private async Task<IResult> SendAsync(HttpContext context)
    {
        if (await JsonBody.ReadAsync(context, SimulatorJson.Readable.PushOrder).ConfigureAwait(false) is not { } order)
        {
            return Wrong("The body must name a requestId, and may have state, stateDesc and forged.");
        }

        if (parts.Pusher.Url is null)
        {
            return new ProblemModel(
                StatusCodes.Status409Conflict,
                "There is nowhere to push to.",
                $"Set {nameof(SimulatorOptions)}.{nameof(SimulatorOptions.CallStatusUrl)}.").ToResult();
        }

        if (parts.Calls.Find(order.RequestId) is not { } call)
        {
            return new ProblemModel(
                StatusCodes.Status404NotFound, "There is no such call.", "It may have been forgotten.").ToResult();
        }

        try
        {
            var push = order.Write(call, parts.Pusher.Bodies, parts.Clock);
            var sent = await parts.Pusher.SendAsync(push, context.RequestAborted).ConfigureAwait(false);
            return TypedResults.Json(PushModel.From(sent), SimulatorJson.Readable.PushModel);
        }
        catch (ArgumentException exception)
        {
            return Wrong(exception.Message);
        }
    }

    private JsonHttpResult<PushFaultModel[]> ListFaults() => TypedResults.Json(
        Array.ConvertAll(parts.PushFaults.Snapshot(), PushFaultModel.From), SimulatorJson.Readable.PushFaultModelArray);

    private async Task<IResult> AddFaultAsync(HttpContext context)
    {
        try
        {
            var model = await JsonBody.ReadAsync(context, SimulatorJson.Readable.PushFaultModel).ConfigureAwait(false);
            if (model is null)
            {
                return WrongFault("The body must be one fault, with no other fields.");
            }

            return parts.PushFaults.TryEnqueue(model.ToFault())
                ? TypedResults.NoContent()
                : new ProblemModel(
                    StatusCodes.Status409Conflict,
                    "The queue is full.",
                    $"It holds at most {PushFaultQueue.MaxFaults} faults.").ToResult();
        }
        catch (ArgumentException exception)
        {
            return WrongFault(exception.Message);
        }
    }

    private NoContent ClearFaults()
    {
        parts.PushFaults.Clear();
        return TypedResults.NoContent();
    }

    private static JsonHttpResult<ProblemModel> Wrong(string detail) =>
        new ProblemModel(StatusCodes.Status400BadRequest, "This is not a push.", detail).ToResult();

    private static JsonHttpResult<ProblemModel> WrongFault(string detail) =>
        new ProblemModel(StatusCodes.Status400BadRequest, "This is not a fault of a push.", detail)
        {
            Kinds = PushFaultModel.Kinds,
        }.ToResult();
}

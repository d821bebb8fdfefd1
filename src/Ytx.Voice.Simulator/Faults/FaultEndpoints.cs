using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ytx.Voice.Simulator;

/// <summary>Scripting of faults from outside the process: <c>/_simulator/faults</c>.</summary>
internal sealed class FaultEndpoints(FaultQueue faults)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/_simulator/faults", List);
        endpoints.MapPost("/_simulator/faults", (Delegate)AddAsync);
        endpoints.MapDelete("/_simulator/faults", Clear);
    }

    private JsonHttpResult<FaultModel[]> List() =>
        TypedResults.Json(faults.Snapshot().Select(FaultModel.From).ToArray(), SimulatorJson.Readable.FaultModelArray);

    private NoContent Clear()
    {
        faults.Clear();
        return TypedResults.NoContent();
    }

    private async Task<IResult> AddAsync(HttpContext context)
    {
        var json = SimulatorJson.Readable;
        if (await JsonBody.ReadManyAsync(context, json.FaultModel, json.FaultModelArray).ConfigureAwait(false) is not { } models)
        {
            return Wrong("The body must be a fault or an array of faults, with no other fields, and at most 64 KiB long.");
        }

        SimulatorFault[] added;
        try
        {
            added = [.. models.Select(model => model.ToFault())];
        }
        catch (ArgumentException exception)
        {
            return Wrong(exception.Message);
        }

        return faults.TryEnqueue(added)
            ? TypedResults.NoContent()
            : new ProblemModel(
                StatusCodes.Status409Conflict,
                "The queue is full.",
                $"It holds at most {FaultQueue.MaxFaults} faults.").ToResult();
    }

    private static JsonHttpResult<ProblemModel> Wrong(string detail) =>
        new ProblemModel(StatusCodes.Status400BadRequest, "This is not a fault.", detail)
        {
            Kinds = FaultModel.Kinds,
        }.ToResult();
}

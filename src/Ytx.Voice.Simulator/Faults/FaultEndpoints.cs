using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ytx.Voice.Simulator;

/// <summary>Scripting of faults from outside the process: <c>/_simulator/faults</c>.</summary>
internal sealed class FaultEndpoints(FaultQueue faults)
{
    private const int MaxBodyLength = 64 * 1024;

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
        if (await BoundedBody.ReadAsync(context.Request, MaxBodyLength, context.RequestAborted).ConfigureAwait(false)
            is not { } body)
        {
            return Wrong($"The body is longer than {MaxBodyLength} bytes.");
        }

        SimulatorFault[] added;
        try
        {
            added = Read(body.Span);
        }
        catch (JsonException)
        {
            return Wrong("The body must be a fault or an array of faults, with no other fields.");
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

    private static SimulatorFault[] Read(ReadOnlySpan<byte> body)
    {
        var json = SimulatorJson.Readable;
        var isArray = body.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
        FaultModel?[] models = isArray
            ? JsonSerializer.Deserialize(body, json.FaultModelArray) ?? []
            : [JsonSerializer.Deserialize(body, json.FaultModel)];
        return [.. models.Select(model => model?.ToFault() ?? throw new JsonException())];
    }

    private static JsonHttpResult<ProblemModel> Wrong(string detail) =>
        new ProblemModel(StatusCodes.Status400BadRequest, "This is not a fault.", detail)
        {
            Kinds = FaultModel.Kinds,
        }.ToResult();
}

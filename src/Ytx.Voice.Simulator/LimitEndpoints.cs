using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ytx.Voice.Simulator;

/// <summary>Lets the handset forget the application's limits: <c>/_simulator/forget-limits</c>.</summary>
internal sealed class LimitEndpoints(SimulatorParts parts)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/_simulator/forget-limits", (Delegate)ForgetAsync);

    private async Task<IResult> ForgetAsync(HttpContext context)
    {
        if (parts.ForgetLimits is not { } forget)
        {
            return new ProblemModel(
                StatusCodes.Status404NotFound,
                "Nothing here can forget limits.",
                $"The program that runs the simulator has not set {nameof(YtxSimulator)}.{nameof(YtxSimulator.ForgetLimits)}.").ToResult();
        }

        await forget(context.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }
}

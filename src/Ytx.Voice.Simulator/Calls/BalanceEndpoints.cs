using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ytx.Voice.Simulator;

/// <summary>The account's money for a test outside the process: <c>/_simulator/balance</c>.</summary>
internal sealed class BalanceEndpoints(Account account)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/_simulator/balance", Get);
        endpoints.MapPut("/_simulator/balance", (Delegate)SetAsync);
    }

    private JsonHttpResult<BalanceModel> Get() =>
        TypedResults.Json(new BalanceModel { Balance = account.Balance }, SimulatorJson.Readable.BalanceModel);

    private async Task<IResult> SetAsync(HttpContext context)
    {
        if (await JsonBody.ReadAsync(context, SimulatorJson.Readable.BalanceModel).ConfigureAwait(false) is not { } model)
        {
            return new ProblemModel(
                StatusCodes.Status400BadRequest,
                "This is not a balance.",
                """The body must be such as {"balance":7.08}, in yuan.""").ToResult();
        }

        account.Balance = model.Balance;
        return TypedResults.NoContent();
    }
}

using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ytx.Voice.Simulator;

/// <summary>RFC 9457 problem details, for what is not the gateway's own.</summary>
internal sealed record ProblemModel(int Status, string Title, string Detail)
{
    /// <summary>The kinds of fault there are, where one of them was expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Kinds { get; init; }

    public JsonHttpResult<ProblemModel> ToResult() =>
        TypedResults.Json(this, SimulatorJson.Readable.ProblemModel, "application/problem+json", Status);
}

using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>The account's money as JSON, in yuan.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BalanceModel
{
    public required decimal Balance { get; init; }
}

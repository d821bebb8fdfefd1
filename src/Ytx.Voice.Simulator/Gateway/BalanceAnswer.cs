using System.Text.Json.Serialization;

namespace Ytx.Voice.Simulator;

/// <summary>The answer to a request for the balance, spelt as the gateway spells it.</summary>
internal sealed record BalanceAnswer(
    [property: JsonPropertyName("AccountSID")] string AccountSid,
    [property: JsonPropertyName("Blance")] decimal Balance);

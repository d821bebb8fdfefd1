using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>What a request with cookies must bring, and in which header.</summary>
internal sealed record AntiforgeryAnswer(
    [property: JsonPropertyName("headerName")] string HeaderName,
    [property: JsonPropertyName("token")] string Token);

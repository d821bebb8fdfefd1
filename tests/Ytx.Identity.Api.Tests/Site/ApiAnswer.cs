using System.Net.Http.Headers;
using System.Text.Json;

namespace Ytx.Identity.Api.Tests;

/// <summary>What an endpoint answered.</summary>
public sealed record ApiAnswer(int Status, string Text, HttpResponseHeaders Headers, string? ContentType)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>What is wrong, in the code of the problem.</summary>
    public string? Code => ContentType is "application/problem+json" && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public (int Status, string? Code) Problem => (Status, Code);

    public string? this[string property] => Json.TryGetProperty(property, out var value) ? value.ToString() : null;
}

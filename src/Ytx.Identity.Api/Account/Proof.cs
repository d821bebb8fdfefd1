using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>That the person is there, and not only a session that was left open: the password, and a code of a factor that there is.</summary>
internal sealed record Proof(
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("way")] string? Way = null,
    [property: JsonPropertyName("code")] string? Code = null)
{
    /// <summary>A record would print what it has.</summary>
    public override string ToString() => nameof(Proof);
}

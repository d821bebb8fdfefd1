using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>A change that needs nothing but the proof.</summary>
internal sealed record ProofRequest([property: JsonPropertyName("proof")] Proof Proof);

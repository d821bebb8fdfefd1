using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.BearerToken;

namespace Ytx.Identity.Api;

/// <summary>Recovery codes, which are shown this once.</summary>
/// <param name="RecoveryCodes">The codes; each works once.</param>
/// <param name="Tokens">New tokens, where a bearer token's session goes on with them; else null.</param>
internal sealed record RecoveryCodesAnswer(
    [property: JsonPropertyName("recoveryCodes")] IReadOnlyList<string> RecoveryCodes,
    [property: JsonPropertyName("tokens")] AccessTokenResponse? Tokens);

using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.BearerToken;

namespace Ytx.Identity.Api;

/// <summary>The number was proved.</summary>
/// <param name="Outcome"><c>registered</c>, <c>signed-in</c> or <c>second-step-needed</c>.</param>
/// <param name="OffersPasskey">Whether to offer a passkey now.</param>
/// <param name="Tokens">The tokens, where somebody is signed in by them; else null.</param>
/// <param name="SecondStep">The second step, where one is needed; else null.</param>
internal sealed record PhoneSignInAnswer(
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("offersPasskey")] bool OffersPasskey,
    [property: JsonPropertyName("tokens")] AccessTokenResponse? Tokens,
    [property: JsonPropertyName("secondStep")] SecondStepAnswer? SecondStep);

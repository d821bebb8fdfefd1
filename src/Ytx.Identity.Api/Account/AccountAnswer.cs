using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>How the user signs in.</summary>
internal sealed record AccountAnswer(
    [property: JsonPropertyName("phoneNumber")] string? PhoneNumber,
    [property: JsonPropertyName("isPhoneConfirmed")] bool IsPhoneConfirmed,
    [property: JsonPropertyName("canBeCalled")] bool CanBeCalled,
    [property: JsonPropertyName("isSecondFactorOn")] bool IsSecondFactorOn,
    [property: JsonPropertyName("hasAuthenticator")] bool HasAuthenticator,
    [property: JsonPropertyName("recoveryCodesLeft")] int RecoveryCodesLeft);

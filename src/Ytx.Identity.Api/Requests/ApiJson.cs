using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>
/// The requests' JSON: every name once and none that is unknown, in its own letters; nothing null or missing that must be there; no
/// number for a text.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, MaxDepth = 8)]
[JsonSerializable(typeof(ActionCodeRequest))]
[JsonSerializable(typeof(ActionRequest))]
[JsonSerializable(typeof(CodeRequest))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(PhoneCodeRequest))]
[JsonSerializable(typeof(PhoneRequest))]
[JsonSerializable(typeof(PhoneSignInCallRequest))]
[JsonSerializable(typeof(PhoneSignInCodeRequest))]
[JsonSerializable(typeof(PhoneSignInIdRequest))]
[JsonSerializable(typeof(PhoneSignInRequest))]
[JsonSerializable(typeof(PhoneTokenRequest))]
[JsonSerializable(typeof(ProofRequest))]
[JsonSerializable(typeof(RecoveryCodeRequest))]
[JsonSerializable(typeof(SignInRequest))]
internal sealed partial class ApiJson : JsonSerializerContext;

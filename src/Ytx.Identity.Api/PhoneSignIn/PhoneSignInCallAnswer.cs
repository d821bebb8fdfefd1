using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>A call to a number that is being proved, and under what its code is checked.</summary>
internal sealed record PhoneSignInCallAnswer : CallAnswer
{
    public PhoneSignInCallAnswer(CallAnswer call, string id)
        : base(call) => Id = id;

    [JsonPropertyName("id")]
    public string Id { get; }
}

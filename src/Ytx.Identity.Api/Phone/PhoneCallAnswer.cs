using System.Text.Json.Serialization;

namespace Ytx.Identity.Api;

/// <summary>A call to a number that waits to be confirmed, and what to bring with its code.</summary>
internal sealed record PhoneCallAnswer : CallAnswer
{
    public PhoneCallAnswer(CallAnswer call, string phoneToken)
        : base(call) => PhoneToken = phoneToken;

    [JsonPropertyName("phoneToken")]
    public string PhoneToken { get; }
}

using System.Text.Json.Serialization;

namespace Ytx.Voice;

/// <summary>How bad it is; the names are what <c>ytx-voice doctor</c> prints.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckResult>))]
internal enum CheckResult
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    [JsonStringEnumMemberName("skip")]
    Skip,

    [JsonStringEnumMemberName("warn")]
    Warn,

    [JsonStringEnumMemberName("fail")]
    Fail,
}

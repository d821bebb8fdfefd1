using System.Globalization;
using System.Text.Json.Serialization;

namespace Ytx.Voice;

/// <summary>
/// The request's body: the document's table, in its order, all values strings; behind it what calls of a template have.
/// </summary>
internal sealed class YtxCallBody
{
    /// <summary>Stands for the code in a text of <see cref="YtxTemplateOptions.Data"/>.</summary>
    public const string CodePlace = "{code}";

    /// <summary>Stands for the minutes that the code is valid.</summary>
    public const string MinutesPlace = "{minutes}";

    [JsonPropertyName("action")]
    public required string Action { get; init; }

    [JsonPropertyName("appid")]
    public required string AppId { get; init; }

    [JsonPropertyName("dst")]
    public required string Number { get; init; }

    [JsonPropertyName("dstclid")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DisplayNumber { get; init; }

    [JsonPropertyName("code")]
    public required string Code { get; init; }

    [JsonPropertyName("time")]
    public required string PlayCount { get; init; }

    [JsonPropertyName("templateId")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TemplateId { get; init; }

    [JsonPropertyName("datas")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? TemplateData { get; init; }

    [JsonPropertyName("speed")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Speed { get; init; }

    /// <summary>Why a call has no body: the gateway cannot ring its number or say what the template asks for. Else null.</summary>
    public static VoiceCallOutcome? Refuse(VoiceCodeCall call, YtxVoiceOptions settings) =>
        call.To.ChineseForm is null ? VoiceCallOutcome.Refused(
            VoiceCallFailure.Destination, "The gateway is documented for numbers of mainland China only.")
        : call.ValidFor is null && !string.IsNullOrEmpty(settings.Template.Id) && SaysMinutes(settings.Template.Data ?? [])
        ? VoiceCallOutcome.Refused(
            VoiceCallFailure.Request,
            $"Ytx:Template:Data has {MinutesPlace}, and the call does not say how long its code is valid: give the "
            + $"{nameof(VoiceCodeCall)} its {nameof(VoiceCodeCall.ValidFor)}, or leave {MinutesPlace} out.")
        : null;

    /// <summary>The body of a call that is not refused.</summary>
    public static YtxCallBody Create(VoiceCodeCall call, YtxVoiceOptions settings)
    {
        var templateId = TemplateIdFor(call.Culture, settings.Template);
        return new YtxCallBody
        {
            Action = settings.ActionUsed,
            AppId = settings.AppId,
            Number = call.To.ChineseForm!,
            DisplayNumber = NullIfEmpty(settings.DisplayNumber),
            Code = call.Code,
            PlayCount = settings.PlayCount.ToString(CultureInfo.InvariantCulture),
            TemplateId = templateId,
            TemplateData = templateId is null ? null : TemplateDataFor(call, settings.Template.Data is { Length: > 0 } texts ? texts : [CodePlace]),
            Speed = settings.Template.Speed?.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string? TemplateIdFor(CultureInfo? culture, YtxTemplateOptions template)
    {
        // The last parent of every culture is the one without a name.
        for (; template.IdByLanguage is { Count: > 0 } ids && culture is { Name.Length: > 0 }; culture = culture.Parent)
        {
            if (ids.FirstOrDefault(id => id.Key.Equals(culture.Name, StringComparison.OrdinalIgnoreCase)).Value is { } found)
            {
                return found;
            }
        }

        return NullIfEmpty(template.Id);
    }

    private static string[] TemplateDataFor(VoiceCodeCall call, string[] texts)
    {
        var minutes = SaysMinutes(texts) ? Minutes(call.ValidFor!.Value) : "";
        return Array.ConvertAll(texts, text => text
            .Replace(CodePlace, call.Code, StringComparison.Ordinal)
            .Replace(MinutesPlace, minutes, StringComparison.Ordinal));
    }

    // Rounded down, so that no user is told more time than there is; but never to 0, which would say that there is none.
    private static string Minutes(TimeSpan time) =>
        Math.Max(1, Math.Floor(time.TotalMinutes)).ToString(CultureInfo.InvariantCulture);

    private static bool SaysMinutes(string[] texts) =>
        Array.Exists(texts, text => text.Contains(MinutesPlace, StringComparison.Ordinal));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

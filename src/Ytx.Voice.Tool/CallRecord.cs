namespace Ytx.Voice.Tool;

/// <summary>A call's record as the tool prints it: the number is masked.</summary>
internal sealed record CallRecord(
    string RequestId, string? State, string? Number, DateTimeOffset? AnsweredAt, DateTimeOffset? EndedAt, double? Seconds, decimal? Cost)
{
    public static CallRecord From(VoiceCallReport report) => new(
        report.RequestId,
        report.State?.ToString(),
        report.Number is null ? null : PhoneNumber.TryParse(report.Number, out var number, out _) ? number.Masked : "****",
        report.AnsweredAt?.ToUniversalTime(),
        (report.AnsweredAt + report.Duration)?.ToUniversalTime(),
        report.Duration?.TotalSeconds,
        report.Cost);
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Ytx.Voice;

/// <summary>
/// Reads what the gateway pushes to a callback address: records of calls that have ended, <c>{"cdr":[...]}</c>, and states of
/// calls that are in progress, <c>{"requestid","state",...}</c>.
/// </summary>
/// <remarks>
/// The document says that there is a push, public clients show its form. Names in any case, numbers as text or numbers, fields
/// that are not known, and <c>stateDesc</c> in parts such as <c>应答|正常</c> are understood. Anybody can send one, so nothing in
/// it is trusted, and nothing of it is repeated but what fits a pattern.
/// </remarks>
internal static class YtxCallReportParser
{
    /// <summary>The most bytes that a push may have: 64 KiB.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The most records that a push may have. Those after are ignored.</summary>
    public const int MaxRecords = 100;

    private const int MaxDepth = 8;
    private const int MaxTextLength = 64;
    private const int MaxDigits = 20;

    // No time zone is documented: see YtxSignature.
    private static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    private static readonly string[] TimeFormats = ["yyyyMMddHHmmss", "yyyy-MM-dd HH:mm:ss"];

    // Each may stand inside a longer sentence.
    private static readonly (string Text, VoiceCallState State)[] Descriptions =
    [
        ("正在通话中", VoiceCallState.Busy),
        ("用户正忙", VoiceCallState.Busy),
        ("用户忙", VoiceCallState.Busy),
        ("拒接", VoiceCallState.Rejected),
        ("无人接听", VoiceCallState.NoAnswer),
        ("无人应答", VoiceCallState.NoAnswer),
        ("没有应答", VoiceCallState.NoAnswer),
        ("无应答", VoiceCallState.NoAnswer),
        ("未应答", VoiceCallState.NoAnswer),
        ("不应答", VoiceCallState.NoAnswer),
        ("暂停服务", VoiceCallState.Suspended),
        ("无法拨通", VoiceCallState.Unreachable),
        ("无法接通", VoiceCallState.Unreachable),
        ("不在服务区", VoiceCallState.Unreachable),
        ("关机", VoiceCallState.SwitchedOff),
        ("空号", VoiceCallState.NoSuchNumber),
        ("停机", VoiceCallState.Suspended),
    ];

    /// <summary>Reads a push. Never throws.</summary>
    /// <param name="body">The body, JSON in UTF-8, whatever its <c>Content-Type</c> says.</param>
    /// <returns>
    /// A report for each record in it that names a call, <see cref="MaxRecords"/> at most, or for the state, if it says something;
    /// null if it is no push.
    /// </returns>
    public static IReadOnlyList<VoiceCallReport>? Parse(ReadOnlyMemory<byte> body)
    {
        using var document = Open(body);
        if (document is null)
        {
            return null;
        }

        var reports = new List<VoiceCallReport>();
        if (Find(document.RootElement, "cdr"u8) is { } records)
        {
            AddRecords(reports, records, isConfirmed: false);
            return reports.Count > 0 ? reports : null;
        }

        if (Token(document.RootElement, "requestid"u8) is { } requestId)
        {
            Add(reports, ReadState(document.RootElement, requestId));
            return reports;
        }

        return null;
    }

    /// <summary>Reads the answer to a signed request for records. Never throws.</summary>
    /// <returns>A confirmed report for each record; null if it is no such answer.</returns>
    public static IReadOnlyList<VoiceCallReport>? ParseRecords(ReadOnlyMemory<byte> body)
    {
        using var document = Open(body);
        if (document is null || Find(document.RootElement, "cdr"u8) is not { } records)
        {
            return null;
        }

        var reports = new List<VoiceCallReport>();
        AddRecords(reports, records, isConfirmed: true);
        return reports;
    }

    private static JsonDocument? Open(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxLength)
        {
            return null;
        }

        if (body.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            // The exception would quote the body.
            return null;
        }
    }

    private static void AddRecords(List<VoiceCallReport> reports, JsonElement records, bool isConfirmed)
    {
        if (records.ValueKind is JsonValueKind.Object)
        {
            Add(reports, ReadRecord(records, isConfirmed));
        }
        else if (records.ValueKind is JsonValueKind.Array)
        {
            foreach (var record in records.EnumerateArray().Take(MaxRecords))
            {
                Add(reports, ReadRecord(record, isConfirmed));
            }
        }
    }

    private static void Add(List<VoiceCallReport> reports, VoiceCallReport? report)
    {
        if (report is not null)
        {
            reports.Add(report);
        }
    }

    private static VoiceCallReport? ReadRecord(JsonElement record, bool isConfirmed)
    {
        if (record.ValueKind is not JsonValueKind.Object || Token(record, "requestid"u8) is not { } requestId)
        {
            return null;
        }

        var duration = Duration(record);
        var state = EndOf(Text(record, "stateDesc"u8), duration);
        var cost = NumberOf(record, "oriamount"u8, most: 1_000);
        return new VoiceCallReport
        {
            RequestId = requestId,
            State = state,
            Number = Digits(record, "tel"u8) ?? Digits(record, "called"u8),
            Application = Token(record, "appid"u8),
            AnsweredAt = state is VoiceCallState.Answered ? (Time(record, "etime"u8) ?? Time(record, "calledetime"u8)) - duration : null,
            // The zeros of a call that has not ended are no duration and no cost: the first ones that are known stay.
            Duration = state is null ? null : duration,
            Cost = state is null && cost is 0 ? null : cost,
            IsConfirmed = isConfirmed,
        };
    }

    // Null if the record does not tell that the call is over: an end is never taken back.
    private static VoiceCallState? EndOf(string? description, TimeSpan? duration) => StateOf(description)
        ?? (duration > TimeSpan.Zero ? VoiceCallState.Answered
            : duration is not null && !string.IsNullOrWhiteSpace(description?.Replace('|', ' ')) ? VoiceCallState.Unknown
            : null);

    private static VoiceCallReport? ReadState(JsonElement push, string requestId)
    {
        var described = StateOf(Text(push, "stateDesc"u8));
        VoiceCallState? state = Text(push, "state"u8)?.ToUpperInvariant() switch
        {
            "CALLOUT" => VoiceCallState.Accepted,
            "ALERTING" => VoiceCallState.Ringing,
            "ANSWER" => VoiceCallState.Answered,
            // A normal end says nothing new: whether it was answered, the push before has said.
            "DISCONNECT" when described is not VoiceCallState.Answered => described,
            _ => null,
        };
        return state is null ? null : new VoiceCallReport
        {
            RequestId = requestId,
            State = state,
            NumberEnding = Digits(push, "dsc"u8),
            Application = Token(push, "appid"u8),
            AnsweredAt = state is VoiceCallState.Answered ? Time(push, "timestamp"u8) : null,
        };
    }

    private static VoiceCallState? StateOf(string? description)
    {
        if (description is null)
        {
            return null;
        }

        foreach (var (text, state) in Descriptions)
        {
            if (description.Contains(text, StringComparison.Ordinal))
            {
                return state;
            }
        }

        // A whole part only: there are many ways to say that it was not so, such as 非正常挂断.
        return description.Split('|', StringSplitOptions.TrimEntries).Any(static part => part is "应答" or "正常") ? VoiceCallState.Answered
            : description.Contains("未知", StringComparison.Ordinal) ? VoiceCallState.Unknown
            : null;
    }

    private static TimeSpan? Duration(JsonElement record) =>
        NumberOf(record, "duration"u8, most: 24 * 3600) is { } seconds ? TimeSpan.FromSeconds((double)seconds) : null;

    // With an exponent, as some programs write small sums: 5.0E-4.
    private static decimal? NumberOf(JsonElement record, ReadOnlySpan<byte> name, decimal most) => decimal.TryParse(
        Text(record, name), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
        && number >= 0 && number <= most ? number : null;

    private static DateTimeOffset? Time(JsonElement record, ReadOnlySpan<byte> name) => DateTime.TryParseExact(
        Text(record, name), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        && time.Year is > 2000 and < 9000 ? new DateTimeOffset(time, ChinaOffset) : null;

    // What may go into a key or a log line: visible, and of ASCII.
    private static string? Token(JsonElement record, ReadOnlySpan<byte> name) =>
        Text(record, name) is { Length: > 0 } text && text.All(static c => c is > ' ' and <= '~') ? text : null;

    // Also as people write them, such as 010-85485069; without what they put between.
    private static string? Digits(JsonElement record, ReadOnlySpan<byte> name)
    {
        if (Text(record, name)?.Replace(" ", "", StringComparison.Ordinal) is not ['+' or (>= '0' and <= '9'), ..] written)
        {
            return null;
        }

        var number = written.Replace("-", "", StringComparison.Ordinal);
        var digits = number.AsSpan(number is ['+', ..] ? 1 : 0);
        return digits.Length is > 0 and <= MaxDigits && digits.IndexOfAnyExceptInRange('0', '9') < 0 ? number : null;
    }

    private static string? Text(JsonElement record, ReadOnlySpan<byte> name)
    {
        try
        {
            return Find(record, name) switch
            {
                { ValueKind: JsonValueKind.String } value => value.GetString() is { Length: <= MaxTextLength } text ? text : null,
                { ValueKind: JsonValueKind.Number } value => value.GetRawText() is { Length: <= MaxTextLength } number ? number : null,
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half of a surrogate pair.
            return null;
        }
    }

    // As it stands in the body: a name that must be unescaped is none of ours.
    private static JsonElement? Find(JsonElement record, ReadOnlySpan<byte> name)
    {
        foreach (var property in record.EnumerateObject())
        {
            if (Ascii.EqualsIgnoreCase(JsonMarshal.GetRawUtf8PropertyName(property), name))
            {
                return property.Value;
            }
        }

        return null;
    }
}

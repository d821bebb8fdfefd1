using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Ytx.Voice.Tool;

/// <summary>Asks the gateway for the record of one call, and prints what became of it.</summary>
internal sealed class RecordCommand : ToolCommand
{
    private const int MaxIdLength = 64;

    private readonly ToolEnvironment _environment;
    private readonly Option<string?> _config = ConfigOption();
    private readonly Option<bool> _json = new("--json") { Description = "Print the record as JSON" };

    private readonly Argument<string> _requestId = new("REQUEST_ID")
    {
        Description = "The gateway's name for the call, as ytx-voice call and the application's log tell it",
    };

    public RecordCommand(ToolEnvironment environment)
        : base(
            "record",
            "Prints what became of a call: state, masked number, duration, cost, times. It asks each account whose "
            + "Ytx:CallRecords:Fid is set, and places no call.",
            "ytx-voice record 2016010000000205",
            "ytx-voice record 2016010000000205 --json")
    {
        _environment = environment;
        Add(_requestId);
        Add(_json);
        Add(_config);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var requestId = input.GetRequiredValue(_requestId);
        if (requestId.Length is 0 or > MaxIdLength || !requestId.All(static c => c is > ' ' and <= '~'))
        {
            throw new InputException($"A request id has 1 to {MaxIdLength} visible ASCII characters, such as 2016010000000205.");
        }

        var settings = GatewaySettings.Open(_environment, input.GetValue(_config));
        await using (settings.ConfigureAwait(false))
        {
            var accounts = settings.Accounts.Where(account => settings.Of(account).CallRecords.Fid is not null).ToList();
            if (accounts.Count is 0)
            {
                throw new InputException(
                    "Ytx:CallRecords:Fid is not set, so no record is asked for. Set it to the vendor's number for voice codes; "
                    + "ask the vendor for it.");
            }

            var (record, failure) = await FindAsync(settings, accounts, requestId, cancellationToken).ConfigureAwait(false);
            if (record is null)
            {
                await _environment.Error.WriteLineAsync(failure
                    ?? "The gateway has no record of this call. It has none before about 20 s after a call: try again later. "
                    + "Otherwise check the id and Ytx:CallRecords:Fid.").ConfigureAwait(false);
                return ExitCode.Failed;
            }

            await _environment.Output.WriteLineAsync(input.GetValue(_json)
                ? JsonSerializer.Serialize(record, ToolJson.Default.CallRecord)
                : string.Join(Environment.NewLine, Lines(record))).ConfigureAwait(false);
            return ExitCode.Ok;
        }
    }

    // An account that refuses does not keep the next from having the record.
    private static async Task<(CallRecord? Record, string? Failure)> FindAsync(
        GatewaySettings settings, IEnumerable<string> accounts, string requestId, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var account in accounts)
        {
            try
            {
                var result = await settings.Client.FindRecordAsync(account, requestId, cancellationToken).ConfigureAwait(false);
                if (result.IsFound)
                {
                    return (CallRecord.From(result.Value), null);
                }

                if (result.Failure is { } failure)
                {
                    failures.Add(YtxVoiceOptions.WithKeysOf(account, $"Failed. {failure}"
                        + (result.StatusCode is YtxStatus.IllegalParameter ? " For a record check Ytx:CallRecords:Fid and the id." : "")));
                }
            }
            catch (OperationCanceledException)
            {
                failures.Add("Stopped.");
            }
        }

        return (null, failures.FirstOrDefault());
    }

    private static IEnumerable<string> Lines(CallRecord record)
    {
        yield return $"State:     {record.State ?? "not known yet"}";
        if (record.Number is { } number)
        {
            yield return $"Number:    {number}";
        }

        if (record.AnsweredAt is { } answered)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Answered:  {answered:u}");
        }

        if (record.EndedAt is { } ended)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Ended:     {ended:u}");
        }

        if (record.Seconds is { } seconds)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Duration:  {seconds:0.#} s");
        }

        if (record.Cost is { } cost)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Cost:      {cost:0.00##} CNY");
        }
    }
}

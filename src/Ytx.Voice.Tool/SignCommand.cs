using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;

namespace Ytx.Voice.Tool;

/// <summary>Shows what a right request looks like, for whoever debugs another client.</summary>
internal sealed class SignCommand : ToolCommand
{
    private const string Format = "yyyyMMddHHmmss";
    private static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    private readonly ToolEnvironment _environment;
    private readonly Option<string?> _config = ConfigOption();

    private readonly Option<string?> _timestamp = new("--timestamp")
    {
        Description = "The time to sign, in UTC+8; now if left out",
        HelpName = Format,
    };

    public SignCommand(ToolEnvironment environment)
        : base(
            "sign",
            "Prints the address and headers of a request, signature included. Sends nothing. Anybody who has them can "
            + "place calls for 24 hours; do not publish them.",
            "ytx-voice sign",
            "ytx-voice sign --timestamp 20140416142030")
    {
        _environment = environment;
        Add(_timestamp);
        Add(_config);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var time = Read(input.GetValue(_timestamp));
        var settings = GatewaySettings.Open(_environment, input.GetValue(_config));
        await using (settings.ConfigureAwait(false))
        {
            using var request = YtxVoiceCodeSender.CreateRequest(settings.Options, time);
            using var content = new OneTimeContent([]);
            await OutAsync($"Timestamp: {time.ToOffset(ChinaOffset).ToString(Format, CultureInfo.InvariantCulture)} (UTC+8)")
                .ConfigureAwait(false);
            await OutAsync($"{request.Method} {request.RequestUri!.AbsoluteUri}").ConfigureAwait(false);
            await OutAsync(request.Headers.NonValidated).ConfigureAwait(false);
            await OutAsync(content.Headers.NonValidated).ConfigureAwait(false);
            return ExitCode.Ok;
        }
    }

    private DateTimeOffset Read(string? timestamp)
    {
        if (timestamp is null)
        {
            return _environment.Clock.GetUtcNow();
        }

        return DateTime.TryParseExact(timestamp, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && time.Year >= 1970
                ? new DateTimeOffset(time, ChinaOffset)
                : throw new InputException("--timestamp must be a time in UTC+8 as yyyyMMddHHmmss, such as 20140416142030.");
    }

    private async Task OutAsync(HttpHeadersNonValidated headers)
    {
        foreach (var (name, values) in headers)
        {
            await OutAsync($"{name}: {values}").ConfigureAwait(false);
        }
    }

    private Task OutAsync(string line) => _environment.Output.WriteLineAsync(line);
}

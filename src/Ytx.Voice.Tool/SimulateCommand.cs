using System.CommandLine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tool;

/// <summary>Runs the simulator alone. Its account is made up, so here secrets may be arguments.</summary>
internal sealed class SimulateCommand : ToolCommand
{
    private static readonly SimulatorOptions Defaults = new();

    private readonly ToolEnvironment _environment;

    private readonly Option<string> _urls = new("--urls")
    {
        Description = "Where to listen; port 0 takes any free port",
        HelpName = "URL",
        DefaultValueFactory = static _ => Defaults.Url.OriginalString,
    };

    private readonly Option<string> _accountSid = Text("--account-sid", "The made-up account id", Defaults.AccountSid);
    private readonly Option<string> _authToken =
        Text("--auth-token", "The made-up token; never a real one", Defaults.AuthToken);
    private readonly Option<string> _appId = Text("--app-id", "The made-up application id", Defaults.AppId);

    private readonly Option<string?> _callback = new("--callback")
    {
        Description = "Where to push what becomes of calls; no pushes without it",
        HelpName = "URL",
    };

    private readonly Option<bool> _allowNonLoopback = new("--allow-non-loopback")
    {
        Description = "Allow an address that other machines can reach: they then see every code",
    };

    private readonly Option<bool> _examples = new("--examples")
    {
        Description = "Print what to paste for .NET, curl and Python so that a call rings",
    };

    public SimulateCommand(ToolEnvironment environment)
        : base(
            "simulate",
            "Runs a stand-in for the gateway with a virtual handset, until Ctrl+C. It calls no phone.",
            "ytx-voice simulate",
            "ytx-voice simulate --examples",
            "ytx-voice simulate --urls http://127.0.0.1:0",
            "ytx-voice simulate --account-sid my-account --auth-token made-up --app-id my-app")
    {
        _environment = environment;
        Add(_urls);
        Add(_accountSid);
        Add(_authToken);
        Add(_appId);
        Add(_callback);
        Add(_allowNonLoopback);
        Add(_examples);
        SetAction(RunAsync);
    }

    private static Option<string> Text(string name, string description, string value) => new(name)
    {
        Description = description,
        HelpName = "TEXT",
        DefaultValueFactory = _ => value,
    };

    private async Task<int> RunAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var options = Read(input);
        using var lines = new LineLoggerProvider(_environment.Error);
        using var loggers = new LoggerFactory([lines]);
        try
        {
            var simulator = await YtxSimulator.StartAsync(options, loggers, _environment.Clock, cancellationToken)
                .ConfigureAwait(false);
            await using (simulator.ConfigureAwait(false))
            {
                await AnnounceAsync(simulator.Address, options, input.GetValue(_examples)).ConfigureAwait(false);
                await Task.Delay(Timeout.InfiniteTimeSpan, _environment.Clock, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await _environment.Output.WriteLineAsync("Stopped.").ConfigureAwait(false);
        }
        catch (OptionsValidationException exception)
        {
            throw new InputException([.. exception.Failures.Select(AsOption)]);
        }
        catch (InvalidOperationException exception)
        {
            // The address is taken; the simulator's message says so and what to do.
            await _environment.Error.WriteLineAsync(AsOption(exception.Message)).ConfigureAwait(false);
            return ExitCode.Failed;
        }

        return ExitCode.Ok;
    }

    private SimulatorOptions Read(ParseResult input) => new()
    {
        Url = Uri.TryCreate(input.GetValue(_urls), UriKind.Absolute, out var url)
            ? url
            : throw new InputException("--urls must be one http address, such as http://localhost:5080."),
        AccountSid = input.GetValue(_accountSid)!,
        AuthToken = input.GetValue(_authToken)!,
        AppId = input.GetValue(_appId)!,
        AllowNonLoopback = input.GetValue(_allowNonLoopback),
        // Somebody sits before the handset and wants to choose a button.
        RingTime = TimeSpan.FromSeconds(20),
        ScriptedPeople = true,
        CallStatusUrl = input.GetValue(_callback) is not { } callback ? null
            : Uri.TryCreate(callback, UriKind.Absolute, out var callbackUrl) ? callbackUrl
            : throw new InputException("--callback must be one http address, such as http://localhost:5180/ytx/call-status/a-secret."),
    };

    /// <summary>The simulator's sentence with the names that the settings have on the command line.</summary>
    private static string AsOption(string sentence) => sentence
        .Replace("SimulatorOptions.AllowNonLoopback to true", "--allow-non-loopback", StringComparison.Ordinal)
        .Replace("SimulatorOptions.CallStatusUrl", "--callback", StringComparison.Ordinal)
        .Replace("SimulatorOptions.Url", "--urls", StringComparison.Ordinal)
        .Replace("SimulatorOptions: ", "", StringComparison.Ordinal)
        .Replace("field ", "", StringComparison.Ordinal)
        .Replace("AccountSid", "--account-sid", StringComparison.Ordinal)
        .Replace("AuthToken", "--auth-token", StringComparison.Ordinal)
        .Replace("AppId", "--app-id", StringComparison.Ordinal);

    private async Task AnnounceAsync(Uri address, SimulatorOptions options, bool withExamples)
    {
        // A token that was given may be a real one by mistake; only the well-known one is shown.
        var token = options.AuthToken == Defaults.AuthToken ? options.AuthToken : "(as given)";
        string[] lines =
        [
            "A simulator of the YTX gateway, for development. It calls no phone.",
            $"Handset: {address}",
            "Settings for the application:",
            $"  Ytx__BaseAddress={address}",
            $"  Ytx__AccountSid={options.AccountSid}",
            $"  Ytx__AuthToken={token}",
            $"  Ytx__AppId={options.AppId}",
            "  Ytx__DisplayNumber=01085485069",
            .. withExamples
                ? SimulateExamples.For(address, options, token)
                : ["With --examples it prints what to paste for .NET, curl and Python."],
            "Ctrl+C stops it.",
        ];
        foreach (var line in lines)
        {
            await _environment.Output.WriteLineAsync(line).ConfigureAwait(false);
        }

        await _environment.Output.FlushAsync().ConfigureAwait(false);
    }
}

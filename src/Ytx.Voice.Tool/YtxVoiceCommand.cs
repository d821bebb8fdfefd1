using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ytx.Voice.Tool;

/// <summary>The command <c>ytx-voice</c> itself.</summary>
internal static class YtxVoiceCommand
{
    private const int MaxEcho = 40;

    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, ToolEnvironment environment, CancellationToken cancellationToken = default)
    {
        try
        {
            // No response files: a number is never a file's name.
            var input = Create(environment).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (input.Action is ParseErrorAction)
            {
                throw new InputException(Explain(input));
            }

            var invocation = new InvocationConfiguration
            {
                Output = environment.Output,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,
                // The simulator ends its open pages first.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            };
            return await input.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (InputException exception)
        {
            foreach (var sentence in exception.Sentences)
            {
                await environment.Error.WriteLineAsync(sentence).ConfigureAwait(false);
            }

            return ExitCode.Usage;
        }
        catch (Exception exception) when (!environment.Debug)
        {
            await environment.Error.WriteLineAsync(
                $"ytx-voice failed unexpectedly ({exception.GetType().Name}); set YTX_VOICE_DEBUG=1 to see where.")
                .ConfigureAwait(false);
            return ExitCode.Failed;
        }
        catch (Exception exception) when (environment.Debug)
        {
            await environment.Error.WriteLineAsync(exception.ToString()).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    internal static RootCommand Create(ToolEnvironment environment)
    {
        var root = new RootCommand(
            "Works with the YTX voice-code gateway. It reads section Ytx from these sources; a later source wins: "
            + "appsettings.json in the current directory, appsettings.{environment}.json, the project's user secrets (only in "
            + "Development), the file of --config, and environment variables such as Ytx__AuthToken. "
            + "Exit codes: 0 accepted or fine, 1 refused or failed, 2 wrong usage or settings, nothing sent.")
        {
            new SimulateCommand(environment),
            new CallCommand(environment),
            new SignCommand(environment),
            new RecordCommand(environment),
            new DoctorCommand(environment),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples(
            (HelpAction)help.Action!,
            [.. root.Subcommands.OfType<ToolCommand>().Select(command => command.Examples[0])]);
        return root;
    }

    /// <summary>The first error in one sentence that repeats no secret, however it got there, and nothing long.</summary>
    private static string Explain(ParseResult input)
    {
        var command = input.CommandResult.Command;
        var name = command is RootCommand ? "ytx-voice" : "ytx-voice " + command.Name;
        var help = $"see {name} --help.";
        if (command is RootCommand && input.UnmatchedTokens.Count is 0)
        {
            return $"Name a command: simulate, call, sign or doctor; {help}";
        }

        if (input.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) is { } option)
        {
            return IsSecret(option)
                ? "Do not pass secrets as arguments: other users of this machine can see them. Set them in section Ytx of a "
                    + "configuration file, or in environment variables such as Ytx__AuthToken."
                : $"There is no option {Short(option)}; {help}";
        }

        if (input.UnmatchedTokens.Count > 0)
        {
            return command is RootCommand
                ? $"There is no command {Short(input.UnmatchedTokens[0])}; {help}"
                : $"{input.UnmatchedTokens.Count} argument(s) too many; put quotes round what has spaces, and {help}";
        }

        return $"{input.Errors[0].Message.TrimEnd('.')}; {help}";
    }

    private static bool IsSecret(string option) =>
        option.Contains("token", StringComparison.OrdinalIgnoreCase)
        || option.Contains("account", StringComparison.OrdinalIgnoreCase)
        || option.Contains("app-id", StringComparison.OrdinalIgnoreCase);

    private static string Short(string text)
    {
        var name = string.Concat(text.Split('=', ':')[0].Where(static c => !char.IsControl(c)));
        return name.Length > MaxEcho ? name[..MaxEcho] + "…" : name;
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ytx.Voice.Tool;

/// <summary>The ordinary help, and under it the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<string> rootExamples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in parseResult.CommandResult.Command is ToolCommand command ? command.Examples : rootExamples)
        {
            output.WriteLine("  " + example);
        }

        output.WriteLine();
        return ExitCode.Ok;
    }
}

using System.CommandLine;

namespace Ytx.Voice.Tool;

/// <summary>A command whose help ends with examples.</summary>
internal abstract class ToolCommand(string name, string description, params IReadOnlyList<string> examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    protected static Option<string?> ConfigOption() => new("--config")
    {
        Description = "A JSON file with a section Ytx, read after appsettings.json and user secrets",
        HelpName = "FILE",
    };
}

using System.Collections;
using Microsoft.Extensions.Hosting;

namespace Ytx.Voice.Tool;

/// <summary>All that a command takes from the process round it, so that a test can give it another.</summary>
internal sealed class ToolEnvironment
{
    /// <summary>Results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Everything else: errors, warnings, notes.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Where <c>appsettings.json</c> is looked for.</summary>
    public required string Directory { get; init; }

    public required IReadOnlyDictionary<string, string?> Variables { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The environment that a host would run in here.</summary>
    public string HostEnvironment =>
        Variables.GetValueOrDefault("ASPNETCORE_ENVIRONMENT")
        ?? Variables.GetValueOrDefault("DOTNET_ENVIRONMENT")
        ?? Environments.Production;

    /// <summary>Whether an unexpected exception is shown whole.</summary>
    public bool Debug => Variables.GetValueOrDefault("YTX_VOICE_DEBUG") is "1";

    public static ToolEnvironment OfThisProcess() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        Directory = System.IO.Directory.GetCurrentDirectory(),
        Variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value),
    };
}

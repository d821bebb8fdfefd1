namespace WebAppDemo;

/// <summary>Where a log-in stands: done, refused with a sentence, or waiting for a code.</summary>
public sealed class LogInStep
{
    private LogInStep()
    {
    }

    public static LogInStep Done { get; } = new();

    /// <summary>Why the log-in begins anew.</summary>
    public string? Problem { get; private init; }

    /// <summary>What the code page shows.</summary>
    public CodeEntry? Entry { get; private init; }

    public static LogInStep Refused(string problem) => new() { Problem = problem };

    public static LogInStep CodeNeeded(CodeEntry entry) => new() { Entry = entry };
}

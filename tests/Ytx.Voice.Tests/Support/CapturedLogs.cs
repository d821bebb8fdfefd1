using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ytx.Voice.Tests;

/// <summary>
/// Everything that any logger says at any level: category, event, sentence, exception and values; a scope is a line of its own.
/// </summary>
public sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public IReadOnlyList<string> Warnings => [.. Of("Warning"), .. Of("Error"), .. Critical];

    public IReadOnlyList<string> Critical => [.. Of("Critical")];

    /// <summary>Where the platform keeps the scopes: then they stand at the end of each line that is said in them.</summary>
    public IExternalScopeProvider? Scopes { get; set; }

    public bool Contain(string text) => _lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddTo(IServiceCollection services) => services.AddLogging(Configure);

    public ILoggerFactory CreateFactory() => LoggerFactory.Create(Configure);

    public void Dispose()
    {
    }

    private void Configure(ILoggingBuilder logging) =>
        logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddFilter(static _ => true).AddProvider(this);

    private IEnumerable<string> Of(string level) => _lines.Where(line => line.StartsWith($"{level} ", StringComparison.Ordinal));

    // What a structured log keeps besides the sentence.
    private static string Values(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values
        ? string.Join(", ", values.Select(value => $"{value.Key}={value.Value}"))
        : $"{state}";

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            logs._lines.Enqueue($"Scope {category}: {state} [{Values(state)}]");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}[{eventId.Id}]: {formatter(state, exception)} {exception} [{Values(state)}] {eventId.Name}";
            logs.Scopes?.ForEachScope((scope, _) => line += $" | {scope} [{Values(scope)}]", 0);
            logs._lines.Enqueue(line);
        }
    }
}

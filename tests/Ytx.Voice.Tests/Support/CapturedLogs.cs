using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ytx.Voice.Tests;

/// <summary>Everything that any logger says at any level: category, text, state, scopes and exception.</summary>
internal sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.Text)];

    public IReadOnlyList<string> Warnings => [.. _lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)];

    public IReadOnlyList<string> Critical => [.. _lines.Where(line => line.Level is LogLevel.Critical).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddTo(IServiceCollection services) => services.AddLogging(logging =>
        logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddFilter(static _ => true).AddProvider(this));

    public void Dispose()
    {
    }

    private static string Show(object? state) => state is IEnumerable<KeyValuePair<string, object?>> pairs
        ? string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}"))
        : $"{state}";

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            logs._lines.Enqueue((LogLevel.Trace, $"{category} scope: {state} {Show(state)}"));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            logs._lines.Enqueue((logLevel, $"{category} {eventId}: {formatter(state, exception)} [{Show(state)}] {exception}"));
    }
}

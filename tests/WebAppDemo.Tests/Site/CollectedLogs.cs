using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace WebAppDemo.Tests;

/// <summary>All that the application logged, at every level that its filters let through, scopes included.</summary>
public sealed class CollectedLogs : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider? _scopes;

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(CollectedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}[{eventId.Id}]: {formatter(state, exception)} {exception} [{Values(state)}]";
            logs._scopes?.ForEachScope((scope, _) => line += $" | {scope} [{Values(scope)}]", 0);
            logs._lines.Enqueue(line);
        }

        // What a structured log keeps besides the sentence.
        private static string Values(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values
            ? string.Join(", ", values.Select(value => $"{value.Key}={value.Value}")) : "";
    }
}

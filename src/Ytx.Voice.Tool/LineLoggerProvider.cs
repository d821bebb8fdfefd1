using Microsoft.Extensions.Logging;

namespace Ytx.Voice.Tool;

/// <summary>A line a message, so that whoever watches the simulator sees what each request got.</summary>
internal sealed class LineLoggerProvider(TextWriter writer) : ILoggerProvider
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new LineLogger(writer, _lock);

    public void Dispose()
    {
    }

    private sealed class LineLogger(TextWriter writer, Lock turn) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            lock (turn)
            {
                writer.WriteLine(formatter(state, exception));
            }
        }
    }
}

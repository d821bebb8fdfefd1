using Microsoft.Extensions.Logging;
using Ytx.Voice.Tests;

namespace WebAppDemo.Tests;

/// <summary>Leaves the scopes with the platform, so that each line of the log is kept with all that it was said in.</summary>
internal sealed class ScopedLogs(CapturedLogs logs) : ILoggerProvider, ISupportExternalScope
{
    public ILogger CreateLogger(string categoryName) => logs.CreateLogger(categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => logs.Scopes = scopeProvider;

    public void Dispose()
    {
    }
}

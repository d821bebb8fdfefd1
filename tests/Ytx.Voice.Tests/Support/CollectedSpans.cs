using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ytx.Voice.Tests;

/// <summary>The spans that end below one of the test's own, so that tests that run beside this one do not mix in.</summary>
internal sealed class CollectedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly Activity _root = new Activity("test").Start();
    private readonly ActivityListener _listener;

    public CollectedSpans()
    {
        _listener = new ActivityListener
        {
            // All but .NET's experimental ones, such as of a wait for a connection: those come or not as it happens.
            ShouldListenTo = static source => !source.Name.StartsWith("Experimental.", StringComparison.Ordinal),
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _root.TraceId && activity != _root)
                {
                    _spans.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> All => [.. _spans];

    /// <summary>A span's tags, as <c>tag=value tag=value</c>.</summary>
    public static string Tags(Activity span) => string.Join(' ', span.TagObjects
        .OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));

    public void Dispose()
    {
        _listener.Dispose();
        _root.Dispose();
    }
}

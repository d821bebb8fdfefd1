using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace WebAppDemo.Tests.Secrecy;

/// <summary>
/// All spans that ended. A request's own ends only after the browser has its answer, so whoever looks waits for it.
/// </summary>
public sealed class CollectedSpans : BaseProcessor<Activity>
{
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;

    /// <summary>The spans, as soon as no request is under way.</summary>
    public async Task<IReadOnlyCollection<Activity>> AllAsync()
    {
        Task quiet;
        lock (_lock)
        {
            quiet = _requests is 0 ? Task.CompletedTask : _quiet.Task;
        }

        await quiet.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return _ended;
    }

    public override void OnStart(Activity data)
    {
        if (data.Kind is ActivityKind.Server)
        {
            lock (_lock)
            {
                _requests++;
            }
        }
    }

    public override void OnEnd(Activity data)
    {
        _ended.Enqueue(data);
        if (data.Kind is ActivityKind.Server)
        {
            lock (_lock)
            {
                if (--_requests is 0)
                {
                    _quiet.SetResult();
                    _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }
}

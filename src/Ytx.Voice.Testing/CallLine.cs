using System.Globalization;

namespace Ytx.Voice.Testing;

/// <summary>The calls that came, of which each is handed out once, in their order.</summary>
internal sealed class CallLine
{
    public static readonly TimeSpan OrdinaryPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly List<TestCall> _calls = [];
    private readonly HashSet<TestCall> _taken = [];
    private TaskCompletionSource _next = NewSignal();

    /// <summary>How long a test waits for a call, by the real clock.</summary>
    public TimeSpan Patience { get; init; } = OrdinaryPatience;

    public IReadOnlyList<TestCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public void Add(TestCall call)
    {
        TaskCompletionSource rung;
        lock (_lock)
        {
            _calls.Add(call);
            (rung, _next) = (_next, NewSignal());
        }

        rung.SetResult();
    }

    public async Task<TestCall> TakeAsync(PhoneNumber number, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            Task rung;
            lock (_lock)
            {
                if (_calls.Find(call => call.To.Equals(number) && !_taken.Contains(call)) is { } found)
                {
                    _taken.Add(found);
                    return found;
                }

                rung = _next.Task;
            }

            try
            {
                await rung.WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw NoCall(number, Calls, Patience);
            }
        }
    }

    public static TimeoutException NoCall(PhoneNumber number, IReadOnlyList<TestCall> calls, TimeSpan patience) => new(string.Create(
        CultureInfo.InvariantCulture, $"Nobody called {number.Masked} in {patience.TotalSeconds} seconds. ")
        + (calls.Count is 0 ? "No phone rang at all: look at what the site answered, such as a reason or a limit."
            : $"The calls so far, those that were taken among them: {string.Join(", ", calls.Select(call => call.To.Masked))}."));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using System.Collections.Concurrent;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>
/// Callers who begin and verify for fresh users, on two hosts, while a test breaks Redis. After every acceptance and every
/// unknown outcome the other host tries the same code again; in the end both try all codes once more, those included that
/// were not granted, and those that were begun before the fault and held until it is over.
/// </summary>
internal sealed class LiveLoad : IAsyncDisposable
{
    public const int HeldCodes = 100;

    private const int Callers = 32;

    // Not all that the machine can do: how long callers wait must tell of the store, not of a full processor.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static int _users;

    private readonly ConcurrentQueue<LiveCode> _codes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _busyNumber = $"busy-{Guid.NewGuid()}";
    private readonly LiveHost[] _hosts;
    private readonly Func<string, bool> _wants;
    private readonly List<LiveCode> _held = [];
    private readonly List<Outage> _outages = [];
    private Task _calling = Task.CompletedTask;

    private LiveLoad(string connectionString, Func<string, bool> wants)
    {
        _wants = wants;
        _hosts = [new(connectionString, _codes), new(connectionString, _codes)];
    }

    /// <summary>Begins the codes to be held, starts the callers, and waits until they run.</summary>
    /// <param name="connectionString">Where Redis is.</param>
    /// <param name="wants">Which users call: all unless told.</param>
    public static async Task<LiveLoad> StartAsync(
        string connectionString, Func<string, bool>? wants = null)
    {
        var load = new LiveLoad(connectionString, wants ?? (_ => true));

        // A busy machine may not connect within the time-out.
        await Waiting.UntilAsync(Patience, async () =>
            (await Task.WhenAll(load._hosts.Select(host => host.WorksAsync()))).All(works => works) ? null : "A host does not work.");
        for (var i = 0; i < HeldCodes; i++)
        {
            load._held.Add(await load.BeginAsync(load._hosts[0], isBusy: false));
        }

        Assert.All(load._held, code => Assert.Equal(ChallengeStatus.Granted, code.Begun.Status));
        load._calling = Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => load.CallAsync(i))));
        await load.RunAsync();
        return load;
    }

    /// <summary>Takes Redis away, brings it back, and waits until both hosts work again.</summary>
    /// <param name="takeAway">Ends when nothing can be answered any more.</param>
    /// <param name="lasts">How long nothing can be answered at least.</param>
    /// <param name="bringBack">Ends when Redis answers again.</param>
    public async Task StrikeAsync(Func<Task> takeAway, TimeSpan lasts, Func<Task> bringBack)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await takeAway();
        var away = TimeProvider.System.GetTimestamp();
        await Task.Delay(lasts, TimeProvider.System);
        var returning = TimeProvider.System.GetTimestamp();
        await bringBack();
        var back = TimeProvider.System.GetTimestamp();
        await RunAsync();
        _outages.Add(new Outage(begun, away, returning, back));
    }

    /// <summary>Tries half of the held codes now.</summary>
    public async Task TryHeldAsync() =>
        await Task.WhenAll(_held.Take(HeldCodes / 2).Select(_hosts[0].TryAsync));

    /// <summary>Stops the callers, tries every code once more on each host, and says how all went.</summary>
    public async Task<LiveReport> StopAsync()
    {
        await _stop.CancelAsync();
        await _calling;
        await Parallel.ForEachAsync(_codes, async (code, _) =>
        {
            foreach (var host in _hosts)
            {
                Assert.NotEqual(ChallengeStatus.Unavailable, await host.TryAsync(code));
            }
        });
        return new LiveReport(_codes, _held, _outages);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _calling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _stop.Dispose();
    }

    // Until each host has accepted some hundred codes more.
    private async Task RunAsync()
    {
        var goals = Array.ConvertAll(_hosts, host => host.Accepted + 200);
        await Waiting.UntilAsync(Patience, () => Task.FromResult(
            _calling.IsFaulted || _hosts.Zip(goals).All(pair => pair.First.Accepted >= pair.Second)
                ? null
                : "A host accepts no codes."));
    }

    private async Task CallAsync(int caller)
    {
        var (host, other) = (_hosts[caller % 2], _hosts[1 - (caller % 2)]);
        using var pace = new PeriodicTimer(Pace);
        LiveCode? code = null;
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            await pace.WaitForNextTickAsync();

            // Every fourth asks for a number whose calls are used up: what else he took is given back.
            var next = await BeginAsync(host, isBusy: (caller + i) % 4 is 3);

            // The code of the round before, so that there is one to try also when nothing is granted.
            if (code is not null
                && await host.TryAsync(code) is ChallengeStatus.Verified or ChallengeStatus.Unavailable
                && await other.TryAsync(code) is ChallengeStatus.Verified)
            {
                await host.TryAsync(code);
            }

            code = next.IsGranted ? next : code;
        }
    }

    private Task<LiveCode> BeginAsync(LiveHost host, bool isBusy)
    {
        string user;
        do
        {
            user = $"user-{Interlocked.Increment(ref _users)}";
        }
        while (!_wants(user));

        return host.BeginAsync(user, isBusy ? _busyNumber : $"number of {user}");
    }
}

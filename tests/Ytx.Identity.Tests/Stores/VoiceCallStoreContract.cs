using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Stores;

/// <summary>What every store of calls does. The store must be empty, or others' calls in it unknown here.</summary>
public abstract class VoiceCallStoreContract
{
    private readonly string _user = Guid.NewGuid().ToString("N");
    private readonly string _requestId = Guid.NewGuid().ToString("N");

    protected abstract IVoiceCallStore Store { get; }

    /// <summary>The same calls, seen by another host; the same store where there is one host only.</summary>
    protected virtual IVoiceCallStore OtherHost => Store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryAddAsync_Call_IsFoundByEachOfItsNames()
    {
        var call = await AddAsync();

        Assert.Equal(call, await Store.FindAsync(call.CallId, Token));
        Assert.Equal(call, await OtherHost.FindByRequestIdAsync(_requestId, Token));
        Assert.Equal(call, await OtherHost.FindLastAsync(call.User, call.Purpose, Token));
    }

    [Fact]
    public async Task TryAddAsync_EveryField_IsKept()
    {
        var call = TrackedCalls.Create(VoiceCallState.Answered, requestId: _requestId, user: _user) with
        {
            IsConfirmed = true,
            AnsweredAt = TrackedCalls.PlacedAt.AddSeconds(7.25),
            Duration = TimeSpan.FromSeconds(9.5),
            Cost = 0.123m,
            IsUsed = true,
            NextCallAt = null,
        };
        Assert.True(await Store.TryAddAsync(call, Token));

        Assert.Equal(call, await OtherHost.FindAsync(call.CallId, Token));
    }

    [Fact]
    public async Task FindAsync_AnythingElse_FindsNothing()
    {
        var call = await AddAsync();

        Assert.Null(await Store.FindAsync(call.CallId[..^1] + (call.CallId[^1] is 'x' ? 'y' : 'x'), Token));
        Assert.Null(await Store.FindAsync("", Token));
        Assert.Null(await Store.FindAsync(_requestId, Token));
        Assert.Null(await Store.FindAsync(new string('漢', 1000), Token));
        Assert.Null(await Store.FindByRequestIdAsync(call.CallId, Token));
        Assert.Null(await Store.FindLastAsync(call.User with { UserType = "Another" }, call.Purpose, Token));
        Assert.Null(await Store.FindLastAsync(call.User, call.Purpose + " too", Token));
    }

    [Fact]
    public async Task FindLastAsync_TwoCalls_IsTheSecondAndBothAreKnown()
    {
        var first = await AddAsync();
        var second = TrackedCalls.Create(requestId: _requestId + "2", user: _user);
        Assert.True(await Store.TryAddAsync(second, Token));

        Assert.Equal(second, await Store.FindLastAsync(first.User, first.Purpose, Token));
        Assert.Equal(first, await Store.FindByRequestIdAsync(_requestId, Token));
        Assert.Equal(second, await Store.FindByRequestIdAsync(_requestId + "2", Token));
    }

    [Fact]
    public async Task TryAddAsync_NoRequestId_IsFoundByTheOtherNames()
    {
        var call = TrackedCalls.Create(VoiceCallState.Requested, requestId: null, user: _user);
        Assert.True(await Store.TryAddAsync(call, Token));

        Assert.Equal(call, await Store.FindAsync(call.CallId, Token));
        Assert.Equal(call, await Store.FindLastAsync(call.User, call.Purpose, Token));
    }

    [Fact]
    public async Task TryChangeAsync_AsFound_IsChangedForAll()
    {
        var call = await AddAsync();
        var changed = call with { State = VoiceCallState.Ringing };

        Assert.True(await OtherHost.TryChangeAsync((await OtherHost.FindAsync(call.CallId, Token))!, changed, Token));

        Assert.Equal(changed, await Store.FindAsync(call.CallId, Token));
        Assert.Equal(changed, await Store.FindByRequestIdAsync(_requestId, Token));
    }

    [Fact]
    public async Task TryChangeAsync_ChangedMeanwhile_ChangesNothing()
    {
        var call = await AddAsync();
        var busy = call with { State = VoiceCallState.Busy };
        Assert.True(await Store.TryChangeAsync(call, busy, Token));

        Assert.False(await OtherHost.TryChangeAsync(call, call with { State = VoiceCallState.Answered }, Token));

        Assert.Equal(busy, await Store.FindAsync(call.CallId, Token));
    }

    [Fact]
    public async Task TryChangeAsync_Unknown_AddsNothing()
    {
        var call = TrackedCalls.Create(requestId: _requestId, user: _user);

        Assert.False(await Store.TryChangeAsync(call, call with { State = VoiceCallState.Busy }, Token));

        Assert.Null(await Store.FindAsync(call.CallId, Token));
    }

    [Fact]
    public async Task TryChangeAsync_ManyAtOnce_OneWinsEachTime()
    {
        var call = await AddAsync();
        for (var round = 0; round < 20; round++)
        {
            var known = (await Store.FindAsync(call.CallId, Token))!;
            var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(
                () => (i % 2 is 0 ? Store : OtherHost)
                    .TryChangeAsync(known, known with { Duration = TimeSpan.FromSeconds((round * 10) + i) }, Token).AsTask(),
                Token)));

            Assert.Single(results, won => won);
        }
    }

    [Fact]
    public async Task WatchAsync_Change_IsToldToEveryWatcherOnEveryHost()
    {
        var call = await AddAsync();
        using var told = new SemaphoreSlim(0);
        await using var here = await Store.WatchAsync(call.CallId, () => told.Release(), Token);
        await using var there = await OtherHost.WatchAsync(call.CallId, () => told.Release(), Token);

        Assert.True(await Store.TryChangeAsync(call, call with { State = VoiceCallState.Ringing }, Token));

        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task WatchAsync_AnothersChangeOrAfterItsEnd_IsNotTold()
    {
        var (call, other) = (await AddAsync(), TrackedCalls.Create(requestId: _requestId + "2", user: _user));
        Assert.True(await Store.TryAddAsync(other, Token));
        var count = 0;
        using var told = new SemaphoreSlim(0);
        var ended = await Store.WatchAsync(call.CallId, () => Interlocked.Increment(ref count), Token);
        await ended.DisposeAsync();
        await using var others = await Store.WatchAsync(other.CallId, () => told.Release(), Token);

        Assert.True(await OtherHost.TryChangeAsync(call, call with { State = VoiceCallState.Ringing }, Token));
        Assert.True(await OtherHost.TryChangeAsync(other, other with { State = VoiceCallState.Ringing }, Token));

        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.Equal(0, told.CurrentCount);
        Assert.Equal(0, count);
    }

    private async Task<TrackedCall> AddAsync()
    {
        var call = TrackedCalls.Create(requestId: _requestId, user: _user);
        Assert.True(await Store.TryAddAsync(call, Token));
        return call;
    }
}

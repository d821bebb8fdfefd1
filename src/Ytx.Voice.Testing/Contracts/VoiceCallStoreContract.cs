using System.Diagnostics.CodeAnalysis;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>What every store of calls does. No clock is moved: a call is younger here than <see cref="IVoiceCallStore.Lifetime"/>.</summary>
[Experimental("YTX001")]
public abstract class VoiceCallStoreContract() : Contract(Book)
{
    private static readonly RuleBook Book = RuleBook.Of<VoiceCallStoreContract>();
    private static readonly DateTimeOffset PlacedAt = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The names of the rules.</summary>
    public static IReadOnlyList<string> Rules { get; } = Book.Names;

    /// <summary>The store.</summary>
    protected abstract IVoiceCallStore Store { get; }

    /// <summary>The same calls, seen by another host; the same store where there is one host only.</summary>
    protected virtual IVoiceCallStore OtherHost => Store;

    private string RequestId => $"request of {Run}";

    [Rule]
    internal async Task TryAddAsync_Call_IsFoundByEachOfItsNames()
    {
        var call = await AddAsync();

        Assert.Equal(call, await Store.FindAsync(call.CallId, Stop));
        Assert.Equal(call, await OtherHost.FindByRequestIdAsync(RequestId, Stop));
        Assert.Equal(call, await OtherHost.FindLastAsync(call.User, call.Purpose, Stop));
    }

    [Rule]
    internal async Task TryAddAsync_EveryField_IsKept()
    {
        var call = Call(RequestId) with
        {
            State = VoiceCallState.Answered,
            IsConfirmed = true,
            AnsweredAt = PlacedAt.AddSeconds(7.25),
            Duration = TimeSpan.FromSeconds(9.5),
            Cost = 0.123m,
            IsUsed = true,
            NextCallAt = null,
        };
        Assert.True(await Store.TryAddAsync(call, Stop));

        Assert.Equal(call, await OtherHost.FindAsync(call.CallId, Stop));
    }

    [Rule]
    internal async Task FindAsync_AnythingElse_FindsNothing()
    {
        var call = await AddAsync();

        Assert.Null(await Store.FindAsync(call.CallId[..^1] + (call.CallId[^1] is 'x' ? 'y' : 'x'), Stop));
        Assert.Null(await Store.FindAsync("", Stop));
        Assert.Null(await Store.FindAsync(RequestId, Stop));
        Assert.Null(await Store.FindAsync(new string('漢', 1000), Stop));
        Assert.Null(await Store.FindByRequestIdAsync(call.CallId, Stop));
        Assert.Null(await Store.FindLastAsync(call.User with { UserType = "Another" }, call.Purpose, Stop));
        Assert.Null(await Store.FindLastAsync(call.User, call.Purpose + " too", Stop));
    }

    [Rule]
    internal async Task FindLastAsync_TwoCalls_IsTheSecondAndBothAreKnown()
    {
        var first = await AddAsync();
        var second = Call(RequestId + "2");
        Assert.True(await Store.TryAddAsync(second, Stop));

        Assert.Equal(second, await Store.FindLastAsync(first.User, first.Purpose, Stop));
        Assert.Equal(first, await Store.FindByRequestIdAsync(RequestId, Stop));
        Assert.Equal(second, await Store.FindByRequestIdAsync(RequestId + "2", Stop));
    }

    [Rule]
    internal async Task TryAddAsync_NoRequestId_IsFoundByTheOtherNames()
    {
        var call = Call(requestId: null) with { State = VoiceCallState.Requested };
        Assert.True(await Store.TryAddAsync(call, Stop));

        Assert.Equal(call, await Store.FindAsync(call.CallId, Stop));
        Assert.Equal(call, await Store.FindLastAsync(call.User, call.Purpose, Stop));
    }

    [Rule]
    internal async Task TryChangeAsync_AsFound_IsChangedForAll()
    {
        var call = await AddAsync();
        var changed = call with { State = VoiceCallState.Ringing };

        Assert.True(await OtherHost.TryChangeAsync((await OtherHost.FindAsync(call.CallId, Stop))!, changed, Stop));

        Assert.Equal(changed, await Store.FindAsync(call.CallId, Stop));
        Assert.Equal(changed, await Store.FindByRequestIdAsync(RequestId, Stop));
    }

    [Rule]
    internal async Task TryChangeAsync_ChangedMeanwhile_ChangesNothing()
    {
        var call = await AddAsync();
        var busy = call with { State = VoiceCallState.Busy };
        Assert.True(await Store.TryChangeAsync(call, busy, Stop));

        Assert.False(await OtherHost.TryChangeAsync(call, call with { State = VoiceCallState.Answered }, Stop));

        Assert.Equal(busy, await Store.FindAsync(call.CallId, Stop));
    }

    [Rule]
    internal async Task TryChangeAsync_Unknown_AddsNothing()
    {
        var call = Call(RequestId);

        Assert.False(await Store.TryChangeAsync(call, call with { State = VoiceCallState.Busy }, Stop));

        Assert.Null(await Store.FindAsync(call.CallId, Stop));
    }

    [Rule]
    internal async Task TryChangeAsync_ManyAtOnce_OneWinsEachTime()
    {
        var call = await AddAsync();
        for (var round = 0; round < 20; round++)
        {
            var known = (await Store.FindAsync(call.CallId, Stop))!;
            var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(
                () => (i % 2 is 0 ? Store : OtherHost)
                    .TryChangeAsync(known, known with { Duration = TimeSpan.FromSeconds((round * 10) + i) }, Stop).AsTask(),
                Stop)));

            Assert.Single(results, won => won);
        }
    }

    [Rule]
    internal async Task WatchAsync_Change_IsToldToEveryWatcherOnEveryHost()
    {
        var call = await AddAsync();
        using var told = new SemaphoreSlim(0);
        await using var here = await Store.WatchAsync(call.CallId, () => told.Release(), Stop);
        await using var there = await OtherHost.WatchAsync(call.CallId, () => told.Release(), Stop);

        Assert.True(await Store.TryChangeAsync(call, call with { State = VoiceCallState.Ringing }, Stop));

        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(10), Stop));
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(10), Stop));
    }

    [Rule]
    internal async Task WatchAsync_AnothersChangeOrAfterItsEnd_IsNotTold()
    {
        var (call, other) = (await AddAsync(), Call(RequestId + "2"));
        Assert.True(await Store.TryAddAsync(other, Stop));
        var count = 0;
        using var told = new SemaphoreSlim(0);
        var ended = await Store.WatchAsync(call.CallId, () => Interlocked.Increment(ref count), Stop);
        await ended.DisposeAsync();
        await using var others = await Store.WatchAsync(other.CallId, () => told.Release(), Stop);

        Assert.True(await OtherHost.TryChangeAsync(call, call with { State = VoiceCallState.Ringing }, Stop));
        Assert.True(await OtherHost.TryChangeAsync(other, other with { State = VoiceCallState.Ringing }, Stop));

        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(10), Stop));
        Assert.Equal(0, told.CurrentCount);
        Assert.Equal(0, count);
    }

    private async Task<TrackedCall> AddAsync()
    {
        var call = Call(RequestId);
        Assert.True(await Store.TryAddAsync(call, Stop));
        return call;
    }

    private TrackedCall Call(string? requestId) => new()
    {
        CallId = $"{Guid.NewGuid():N}"[..22],
        User = new("TestUser", $"user of {Run}"),
        Purpose = "log in",
        Number = "+8613911281234",
        RequestId = requestId,
        Application = "app",
        State = VoiceCallState.Accepted,
        PlacedAt = PlacedAt,
        ExpiresAt = PlacedAt + TimeSpan.FromMinutes(5),
        NextCallAt = PlacedAt + TimeSpan.FromMinutes(1),
    };
}

using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests.Stores;

public sealed class InMemoryVoiceCallStoreTests : VoiceCallStoreContract
{
    private readonly FakeTimeProvider _clock = new();

    public InMemoryVoiceCallStoreTests() => Store = new InMemoryVoiceCallStore(_clock, maxCalls: 100);

    protected override IVoiceCallStore Store { get; }

    public static TheoryData<string> Names => [.. Rules];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Store_EachRule_IsKept(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);

    [Fact]
    public async Task FindAsync_AfterAQuarterOfAnHour_FindsNothingHoweverOftenItChanged()
    {
        var call = TrackedCalls.Create();
        Assert.True(await Store.TryAddAsync(call, TestContext.Current.CancellationToken));
        _clock.Advance(IVoiceCallStore.Lifetime - TimeSpan.FromMilliseconds(1));
        var ringing = call with { State = VoiceCallState.Ringing };
        Assert.True(await Store.TryChangeAsync(call, ringing, TestContext.Current.CancellationToken));
        Assert.Equal(ringing, await Store.FindAsync(call.CallId, TestContext.Current.CancellationToken));

        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Null(await Store.FindAsync(call.CallId, TestContext.Current.CancellationToken));
        Assert.Null(await Store.FindByRequestIdAsync("request", TestContext.Current.CancellationToken));
        Assert.False(await Store.TryChangeAsync(ringing, call, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TryAddAsync_Full_IsRefusedAndPushesNothingOut()
    {
        var first = TrackedCalls.Create(requestId: "first");
        Assert.True(await Store.TryAddAsync(first, TestContext.Current.CancellationToken));
        for (var i = 1; i < 100; i++)
        {
            Assert.True(await Store.TryAddAsync(TrackedCalls.Create(requestId: $"{i}"), TestContext.Current.CancellationToken));
        }

        Assert.False(await Store.TryAddAsync(TrackedCalls.Create(requestId: "more"), TestContext.Current.CancellationToken));

        Assert.Equal(first, await Store.FindByRequestIdAsync("first", TestContext.Current.CancellationToken));
        _clock.Advance(2 * IVoiceCallStore.Lifetime);
        Assert.True(await Store.TryAddAsync(TrackedCalls.Create(requestId: "more"), TestContext.Current.CancellationToken));
    }
}

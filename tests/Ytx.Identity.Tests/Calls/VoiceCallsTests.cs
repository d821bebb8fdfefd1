using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Hooks;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests.Stores;
using Ytx.Voice;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Calls;

/// <summary>Calls that report back, on a clock and a vendor of the test's: a report is advice.</summary>
public sealed class VoiceCallsTests : IDisposable
{
    private readonly Observer _observer = new();
    private readonly TestSite _site;

    public VoiceCallsTests() => _site = NewSite();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task RequestCallAsync_Placed_HasAnIdThatShowsItsUserHowFarItIs()
    {
        var (user, call) = await CallAsync();

        var status = await _site.Codes.GetCallAsync(user, call.CallId, Token);

        Assert.Equal(22, call.CallId!.Length);
        Assert.Equal((VoiceCallState.Accepted, false), (status!.State, status.IsOver));
        Assert.Equal(_site.Clock.GetUtcNow() + TimeSpan.FromSeconds(60), status.NextCallAt);
        await ReportAsync(VoiceCallState.Ringing);
        Assert.Equal(VoiceCallState.Ringing, (await _site.Codes.GetCallAsync(user, call.CallId, Token))!.State);
    }

    [Fact]
    public async Task GetCallAsync_AnybodyElse_SeesNothing()
    {
        var (user, call) = await CallAsync();
        var other = await _site.CreateUserAsync();

        Assert.Null(await _site.Codes.GetCallAsync(other, call.CallId, Token));
        Assert.Null(await _site.Codes.GetCallAsync(user, call.CallId + "x", Token));
        Assert.Null(await _site.Codes.GetCallAsync(user, null, Token));
        // Another type of user with the same id.
        var id = await _site.Users.GetUserIdAsync(user);
        Assert.Null(await Calls(_site).FindAsync([new UserKey("Another", id)], call.CallId!, Token));
    }

    [Fact]
    public async Task RequestCallAsync_StoreOfCallsThrows_TellsThatThePhoneRings()
    {
        using var site = NewSite(services => services.AddSingleton<IVoiceCallStore>(new ThrowingStore()));

        var call = await site.Codes.RequestCallAsync(await site.CreateUserAsync(), VoiceCodePurpose.LogIn, Token);

        Assert.True(call.Succeeded);
        Assert.Null(call.CallId);
        Assert.Single(site.Sender.Calls);
    }

    [Fact]
    public async Task RequestCallAsync_NotTurnedOn_HasNoId()
    {
        using var site = new TestSite();
        var user = await site.CreateUserAsync();

        var call = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, Token);

        Assert.True(call.Succeeded);
        Assert.Null(call.CallId);
        Assert.Null(await site.Codes.GetCallAsync(user, "anything", Token));
    }

    [Theory]
    [InlineData("13911281235", "request-1")]
    [InlineData("13911281234", "request-2")]
    [InlineData(null, "request-1")]
    public async Task ApplyAsync_AnotherNumberOrCall_ChangesNothing(string? number, string requestId)
    {
        var (user, call) = await CallAsync();

        await ApplyAsync(_site, new VoiceCallReport { RequestId = requestId, State = VoiceCallState.Busy, Number = number });

        Assert.Equal(VoiceCallState.Accepted, (await _site.Codes.GetCallAsync(user, call.CallId, Token))!.State);
        Assert.Empty(_observer.States);
    }

    [Fact]
    public async Task ApplyAsync_EveryReport_AcceptsEndsAndExtendsNoCode()
    {
        var (user, call) = await CallAsync();
        foreach (var state in Enum.GetValues<VoiceCallState>())
        {
            await ReportAsync(state);
            await ReportAsync(state, isConfirmed: true);
        }

        Assert.Equal(VoiceCodeReason.WrongCode, await _site.TryAsync(user, TestSite.Wrong(_site.Sender.LastCode)));
        _site.Clock.Advance(call.ExpiresAt!.Value - _site.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        using (var other = _site.NewSession())
        {
            Assert.Equal(VoiceCodeReason.WrongCode, (await other.Codes.VerifyAsync(user, VoiceCodePurpose.LogIn, TestSite.Wrong(_site.Sender.LastCode, 2), Token)).Reason);
        }

        _site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, _site.Sender.LastCode));
    }

    [Theory]
    [InlineData(VoiceCallState.Answered)]
    [InlineData(VoiceCallState.NoAnswer)]
    [InlineData(VoiceCallState.SwitchedOff)]
    [InlineData(VoiceCallState.Failed)]
    [InlineData(VoiceCallState.Unknown)]
    public async Task ApplyAsync_OtherEnds_LeaveTheCoolDown(VoiceCallState state)
    {
        var (user, _) = await CallAsync();
        await ReportAsync(state);

        _site.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user));
        _site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(user));
    }

    [Theory]
    [InlineData(VoiceCallState.Busy)]
    [InlineData(VoiceCallState.Rejected)]
    public async Task ApplyAsync_BusyOrDeclined_TheNextCallIsAllowedAfterFifteenSeconds(VoiceCallState state)
    {
        var (user, call) = await CallAsync();
        await ReportAsync(state);
        Assert.Equal(
            _site.Clock.GetUtcNow() + TimeSpan.FromSeconds(15), (await _site.Codes.GetCallAsync(user, call.CallId, Token))!.NextCallAt);

        _site.Clock.Advance(TimeSpan.FromMilliseconds(14_999));
        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user));
        _site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(user));
    }

    [Fact]
    public async Task ApplyAsync_AlwaysDeclined_NoAllowanceBecomesMore()
    {
        var user = await _site.CreateUserAsync();
        var begin = _site.Clock.GetUtcNow();
        var placed = new List<double>();
        while (_site.Clock.GetUtcNow() - begin < TimeSpan.FromMinutes(30))
        {
            if (await _site.RingAsync(user) is VoiceCodeReason.None)
            {
                placed.Add((_site.Clock.GetUtcNow() - begin).TotalSeconds);
                await ReportAsync(VoiceCallState.Rejected, requestId: $"request-{_site.Sender.Calls.Count}");
            }

            _site.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        // The owner's log-in: 2 in 3 minutes, 3 in 8 and in 10, 5 in an hour, as without a report; only the first wait is shorter.
        Assert.Equal([0, 15, 180, 600, 615], placed);
    }

    [Fact]
    public async Task ApplyAsync_DeclinedButNotYetProved_OnlyThePageKnows()
    {
        var proofs = new KeptProofs();
        using var site = NewSite(services => services.AddSingleton<IVoiceCallProofs>(proofs));
        site.Sender.Application = "app";
        var user = await site.CreateUserAsync();
        var call = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, Token);
        await ReportAsync(VoiceCallState.Ringing, site: site);
        await ReportAsync(VoiceCallState.Rejected, site: site);
        await ReportAsync(VoiceCallState.Rejected, site: site);

        var claimed = (await site.Codes.GetCallAsync(user, call.CallId, Token))!;
        Assert.Equal((VoiceCallState.Rejected, false), (claimed.State, claimed.IsOver));
        Assert.Equal(site.Clock.GetUtcNow() + TimeSpan.FromSeconds(60), claimed.NextCallAt);
        Assert.Equal([("app", "request-1")], proofs.Asked);
        Assert.Empty(_observer.States);
        site.Clock.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(VoiceCodeReason.LimitReached, await site.RingAsync(user));

        await ReportAsync(VoiceCallState.Answered, isConfirmed: true, site: site);
        Assert.Equal(VoiceCallState.Answered, (await site.Codes.GetCallAsync(user, call.CallId, Token))!.State);
        Assert.Equal([VoiceCallState.Answered], _observer.States);
    }

    [Fact]
    public async Task ApplyAsync_CallThatCannotBeProved_IsBelievedAtOnce()
    {
        using var site = NewSite(services => services.AddSingleton<IVoiceCallProofs>(new KeptProofs()));
        site.Sender.Application = "another app";
        await site.Codes.RequestCallAsync(await site.CreateUserAsync(), VoiceCodePurpose.LogIn, Token);

        await ApplyAsync(
            site, new VoiceCallReport { RequestId = "request-1", State = VoiceCallState.Busy, NumberEnding = "1234" });

        Assert.Equal([VoiceCallState.Busy], _observer.States);
    }

    [Fact]
    public async Task ApplyAsync_ReplayedAndReordered_IsToldOnce()
    {
        await CallAsync();
        for (var i = 0; i < 1_000; i++)
        {
            await ReportAsync(VoiceCallState.Ringing);
            await ReportAsync(VoiceCallState.Answered);
            await ReportAsync(VoiceCallState.Busy);
        }

        Assert.Equal([VoiceCallState.Ringing, VoiceCallState.Answered], _observer.States);
    }

    [Fact]
    public async Task ApplyAsync_UserIsLockedOut_UnlocksNobody()
    {
        var user = await _site.CreateUserAsync();
        for (var calls = 1; calls <= 2; calls++)
        {
            Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(user));
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(VoiceCodeReason.WrongCode, await _site.TryAsync(user, TestSite.Wrong(_site.Sender.LastCode)));
            }

            _site.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(VoiceCodeReason.LockedOut, await _site.RingAsync(user));
        foreach (var state in Enum.GetValues<VoiceCallState>())
        {
            await ReportAsync(state, requestId: "request-2");
            await ReportAsync(state, isConfirmed: true, requestId: "request-2");
        }

        Assert.Equal(VoiceCodeReason.LockedOut, await _site.TryAsync(user, _site.Sender.LastCode));
        Assert.Equal(VoiceCodeReason.LockedOut, await _site.RingAsync(user));
    }

    [Theory]
    [InlineData(VoiceCodePurpose.LogIn, 540)]
    [InlineData("another purpose", 61)]
    public async Task RequestCallAsync_TheCallThatWasBusyWasNotTheLast_TheWholeCoolDownCounts(string purposeOfTheLast, int later)
    {
        var (user, _) = await CallAsync();
        await ReportAsync(VoiceCallState.Busy);
        _site.Clock.Advance(TimeSpan.FromSeconds(later));
        var last = await _site.Codes.RequestCallAsync(user, purposeOfTheLast, Token);
        Assert.Equal((VoiceCodeReason.None, TimeSpan.FromSeconds(60)), (last.Reason, last.RetryAfter));

        _site.Clock.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user));
    }

    [Fact]
    public async Task RequestCallAsync_AnotherNumberThanTheBusyOne_TheWholeCoolDownCounts()
    {
        var user = await _site.CreateUserAsync();
        var purpose = VoiceCodePurpose.ChangePhoneNumber("+8613911281299");
        Assert.Equal(VoiceCodeReason.None, (await _site.Codes.RequestCallAsync(user, purpose, Token)).Reason);

        Assert.False(await Calls(_site).WasBusyAsync(await KeyAsync(user), purpose, "+8613911281299", Token));
        await ApplyAsync(
            _site, new VoiceCallReport { RequestId = "request-1", State = VoiceCallState.Busy, Number = "+8613911281299" });

        Assert.True(await Calls(_site).WasBusyAsync(await KeyAsync(user), purpose, "+8613911281299", Token));
        Assert.False(await Calls(_site).WasBusyAsync(await KeyAsync(user), purpose, "+8613911281234", Token));
        _site.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.False(await Calls(_site).WasBusyAsync(await KeyAsync(user), purpose, "+8613911281299", Token));
    }

    [Fact]
    public async Task ApplyAsync_UnknownCall_IsToldApart()
    {
        await CallAsync();

        Assert.False((await Calls(_site).ApplyAsync(TrackedCalls.Report(VoiceCallState.Busy, requestId: "request-2"), Token)).IsKnown);
        Assert.True((await Calls(_site).ApplyAsync(TrackedCalls.Report(VoiceCallState.Busy, requestId: "request-1"), Token)).IsKnown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Progress_EndReportedTwice_IsCountedOnce(bool isProvedInBetween)
    {
        using var metrics = new CollectedMetrics(_site.Services);
        await CallAsync();
        await ApplyAsync(_site, TrackedCalls.Report(VoiceCallState.Answered, cost: 0.12m, requestId: "request-1"));
        await ApplyAsync(
            _site, TrackedCalls.Report(VoiceCallState.Answered, isProvedInBetween, cost: 0.12m, requestId: "request-1"));

        Assert.Equal([1], metrics.ValuesOf("ytx.identity.calls.ended"));
        Assert.Equal([0.12], metrics.ValuesOf("ytx.identity.calls.cost"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CodeEnded_CodeIsTypedBeforeOrAfterTheEnd_IsOneConversionOfAnAnsweredCall(bool isBefore)
    {
        using var metrics = new CollectedMetrics(_site.Services);
        var (user, _) = await CallAsync();
        if (isBefore)
        {
            await EndAsync(user, isUsed: true);
            Assert.Empty(metrics.ValuesOf("ytx.identity.calls.converted"));
        }

        await ReportAsync(VoiceCallState.Answered);
        await EndAsync(user, isUsed: true);
        await EndAsync(user, isUsed: true);

        Assert.Equal(
            ["ytx.identity.call.state=answered ytx.identity.purpose_kind=log_in: 1"], metrics.Of("ytx.identity.calls.converted"));
    }

    [Fact]
    public async Task WatchCallAsync_Changes_AreToldUntilItIsOver()
    {
        var (user, call) = await CallAsync();
        var states = new List<VoiceCallState>();
        var told = new SemaphoreSlim(0);
        using var other = _site.NewSession();
        var watching = Task.Run(
            async () =>
            {
                await foreach (var status in other.Codes.WatchCallAsync(user, call.CallId, Token))
                {
                    states.Add(status.State);
                    told.Release();
                }
            },
            Token);
        foreach (var state in new[] { VoiceCallState.Ringing, VoiceCallState.Answered })
        {
            Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(10), Token));
            await ReportAsync(state);
        }

        await watching.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Equal([VoiceCallState.Accepted, VoiceCallState.Ringing, VoiceCallState.Answered], states);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WatchCallAsync_CodeUsedOrItsTriesUsedUp_Ends(bool isUsed)
    {
        var (user, call) = await CallAsync();
        using var other = _site.NewSession();
        await using var watching = other.Codes.WatchCallAsync(user, call.CallId, Token).GetAsyncEnumerator(Token);
        Assert.True(await watching.MoveNextAsync());

        await EndAsync(user, isUsed);

        Assert.True(await watching.MoveNextAsync());
        Assert.True(watching.Current.IsOver);
        Assert.False(await watching.MoveNextAsync());
    }

    [Fact]
    public async Task GetCallAsync_CodeEnded_IsOver()
    {
        var (user, call) = await CallAsync();
        _site.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True((await _site.Codes.GetCallAsync(user, call.CallId, Token))!.IsOver);
    }

    [Fact]
    public async Task GetCallAsync_NobodyCanBeReached_OffersNoNextCall()
    {
        foreach (var state in new[] { VoiceCallState.SwitchedOff, VoiceCallState.NoSuchNumber, VoiceCallState.Suspended })
        {
            var (user, call) = await CallAsync();
            await ReportAsync(state, requestId: $"request-{_site.Sender.Calls.Count}");

            Assert.False((await _site.Codes.GetCallAsync(user, call.CallId, Token))!.CanCallAgain);
            _site.Clock.Advance(TimeSpan.FromHours(1));
        }
    }

    private static VoiceCalls Calls(TestSite site) => site.Services.GetRequiredService<VoiceCalls>();

    private TestSite NewSite(Action<IServiceCollection>? configure = null) => new(services: services =>
    {
        services.AddSingleton<IVoiceCodeObserver>(_observer);
        configure?.Invoke(services);
        services.AddIdentityCore<TestUser>().AddYtxCallStatus();
    });

    private async Task<(TestUser User, VoiceCallResult Call)> CallAsync()
    {
        var user = await _site.CreateUserAsync();
        var call = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, Token);
        Assert.True(call.Succeeded);
        return (user, call);
    }

    private Task ReportAsync(
        VoiceCallState state, bool isConfirmed = false, string requestId = "request-1", TestSite? site = null) =>
        ApplyAsync(site ?? _site, TrackedCalls.Report(state, isConfirmed, requestId: requestId));

    // As the queue does.
    private static async Task ApplyAsync(TestSite site, VoiceCallReport report)
    {
        if (await Calls(site).ApplyAsync(report, Token) is { News: { } news })
        {
            await Calls(site).TellAsync(news);
        }
    }

    private async Task EndAsync(TestUser user, bool isUsed) => await Calls(_site).EndAsync(new(await KeyAsync(user), VoiceCodePurpose.LogIn, isUsed), Token);

    private async Task<UserKey> KeyAsync(TestUser user) => VoiceCodeManager<TestUser>.KeyOf(await _site.Users.GetUserIdAsync(user));

    /// <summary>Proves the calls of one application, and keeps which it was asked for.</summary>
    private sealed class KeptProofs : IVoiceCallProofs
    {
        public List<(string Application, string RequestId)> Asked { get; } = [];

        public bool CanProve(string application) => application is "app";

        public void Prove(string application, string requestId) => Asked.Add((application, requestId));
    }

    /// <summary>A store of somebody's own that breaks every rule.</summary>
    private sealed class ThrowingStore : IVoiceCallStore
    {
        public ValueTask<bool> TryAddAsync(TrackedCall call, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException();

        public ValueTask<TrackedCall?> FindAsync(string callId, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException();

        public ValueTask<TrackedCall?> FindByRequestIdAsync(string requestId, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException();

        public ValueTask<TrackedCall?> FindLastAsync(
            UserKey user, string purpose, CancellationToken cancellationToken = default) => throw new InvalidOperationException();

        public ValueTask<bool> TryChangeAsync(
            TrackedCall known, TrackedCall changed, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException();

        public ValueTask<IAsyncDisposable> WatchAsync(
            string callId, Action changed, CancellationToken cancellationToken = default) => throw new InvalidOperationException();
    }

    private sealed class Observer : IVoiceCodeObserver
    {
        public List<VoiceCallState> States { get; } = [];

        public ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default)
        {
            if (voiceCodeEvent.Kind is VoiceCodeEventKind.CallProgress)
            {
                States.Add(voiceCodeEvent.CallState!.Value);
            }

            return ValueTask.CompletedTask;
        }
    }
}

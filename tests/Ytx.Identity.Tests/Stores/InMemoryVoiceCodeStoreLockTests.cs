using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests.Stores;

/// <summary>Every step of the in-memory store is alone in its critical section. A removed lock is seen every time.</summary>
public sealed class InMemoryVoiceCodeStoreLockTests : IDisposable
{
    private const int Threads = 4;

    private static readonly Allowance Once = new("once", new AllowanceRule(1, TimeSpan.FromHours(1)));

    private readonly MeetingClock _clock = new();
    private readonly InMemoryVoiceCodeStore _store;

    public InMemoryVoiceCodeStoreLockTests() => _store = new InMemoryVoiceCodeStore(_clock, maxWaitingCodes: 1000);

    public void Dispose() => _clock.Dispose();

    [Fact]
    public async Task BeginAsync_ManyAtOnce_AreOneByOne() => Assert.Single(
        await AloneAsync([.. Enumerable.Repeat(BeginAsync, Threads)]), status => status is ChallengeStatus.Granted);

    [Fact]
    public async Task VerifyAsync_ManyAtOnce_AreOneByOne()
    {
        await BeginAsync();

        Assert.Single(
            await AloneAsync([.. Enumerable.Repeat(VerifyAsync, Threads)]), status => status is ChallengeStatus.Verified);
    }

    [Fact]
    public async Task AbandonAsync_ManyAtOnce_AreOneByOne() =>
        await AloneAsync([.. Enumerable.Repeat(await AbandonAsync(), Threads)]);

    [Fact]
    public async Task UnlockAsync_ManyAtOnce_AreOneByOne() =>
        await AloneAsync([.. Enumerable.Repeat(UnlockAsync, Threads)]);

    [Fact]
    public async Task RecordCall_ManyAtOnce_AreOneByOne() =>
        await AloneAsync([.. Enumerable.Repeat(await RecordCallAsync(), Threads)]);

    [Fact]
    public async Task CheckHealthAsync_ManyAtOnce_AreOneByOne() =>
        await AloneAsync([.. Enumerable.Repeat(CheckHealthAsync, Threads)]);

    [Fact]
    public async Task AnyStep_BesideTheOthers_IsAlone() => await AloneAsync(
        [BeginAsync, VerifyAsync, await AbandonAsync(), UnlockAsync, await RecordCallAsync(), CheckHealthAsync]);

    // Each step on a thread of its own, which the store does not leave.
    private async Task<ChallengeStatus[]> AloneAsync(Func<Task<ChallengeStatus>>[] steps)
    {
        using var start = new Barrier(steps.Length);
        _clock.IsMeetingPoint = true;

        var answers = await Task.WhenAll(steps.Select(step => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return step();
            },
            Stop,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        Assert.False(_clock.HaveMet, "Two steps were in the critical section at once.");
        Assert.InRange(_clock.Looks, steps.Length, int.MaxValue);
        return answers;
    }

    private async Task<ChallengeStatus> BeginAsync() => (await _store.BeginAsync(Request(), Stop)).Status;

    private async Task<ChallengeStatus> VerifyAsync() => (await _store.VerifyAsync(Request().Try(), Stop)).Status;

    private async Task<Func<Task<ChallengeStatus>>> AbandonAsync()
    {
        var request = Request();
        var grant = await _store.BeginAsync(request, Stop);
        return async () =>
        {
            await _store.AbandonAsync(request, grant, Stop);
            return default;
        };
    }

    private async Task<Func<Task<ChallengeStatus>>> RecordCallAsync()
    {
        var request = Request();
        var grant = await _store.BeginAsync(request, Stop);
        return () =>
        {
            _store.RecordCall(request, grant, "call 1");
            return Task.FromResult(default(ChallengeStatus));
        };
    }

    private async Task<ChallengeStatus> UnlockAsync()
    {
        await _store.UnlockAsync(new("", "user"), VoiceCodePurposeKind.LogIn, Stop);
        return default;
    }

    private async Task<ChallengeStatus> CheckHealthAsync()
    {
        await _store.CheckHealthAsync(new HealthCheckContext(), Stop);
        return default;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ChallengeRequest Request() => ChallengeRequests.Create("user", [new(Once, "number")]);
}

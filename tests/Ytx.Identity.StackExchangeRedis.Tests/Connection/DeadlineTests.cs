using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis.Tests.Connection;

/// <summary>
/// A server hangs while scripts wait in its socket, and goes on after their callers have given up: whatever they were to do
/// is not done, also where the process had never heard of the server's clock.
/// </summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private const int Callers = 20;

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;
    private RedisVoiceCodeStore _patient = null!;

    private RedisServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();

        // It stays open however long the server hangs, so that all that was sent is run.
        _connection = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString, options => options.AsyncTimeout = 60_000);
        _patient = StoreFactory.Create(_connection, options => options.Timeout = TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _patient.DisposeAsync();
            await _connection.DisposeAsync();
            await _server!.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VerifyAsync_GivenUpWhileTheServerHung_CountsNothing(bool isFirstCall)
    {
        var callers = await BegunAsync();
        var store = await StoreAsync(isFirstCall);

        await HangAsync(() => Task.WhenAll(callers.Select(async caller =>
            Assert.Equal(ChallengeStatus.Unavailable, (await caller.At(store).VerifyAsync(isRight: false)).Status))));

        foreach (var caller in callers)
        {
            Assert.Equal(4, (await caller.VerifyAsync(isRight: false)).TriesLeft);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VerifyAsync_RightAndGivenUpWhileTheServerHung_UsesNothingUp(bool isFirstCall)
    {
        var callers = await BegunAsync();
        var store = await StoreAsync(isFirstCall);

        await HangAsync(() => Task.WhenAll(callers.Select(async caller =>
            Assert.Equal(ChallengeStatus.Unavailable, (await caller.At(store).VerifyAsync()).Status))));

        foreach (var caller in callers)
        {
            Assert.Equal(ChallengeStatus.Verified, (await caller.VerifyAsync()).Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BeginAsync_GivenUpWhileTheServerHung_TakesNothing(bool isFirstCall)
    {
        var callers = Enumerable.Range(0, Callers).Select(_ => new Caller(_patient)).ToArray();
        var store = await StoreAsync(isFirstCall);

        await HangAsync(() => Task.WhenAll(callers.Select(async caller =>
            Assert.Equal(ChallengeStatus.Unavailable, (await caller.At(store).BeginAsync()).Status))));

        foreach (var caller in callers)
        {
            Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync(isRight: false)).Status);
            await caller.LogInAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnlockAsync_GivenUpWhileTheServerHung_ForgetsNothing(bool isFirstCall)
    {
        var caller = new Caller(_patient);
        for (var i = 0; i < 10; i++)
        {
            if (i % 5 is 0)
            {
                await new Caller(_patient, caller.UserId).BeginAsync();
            }

            await caller.VerifyAsync(isRight: false);
        }

        Assert.Equal(ChallengeStatus.LockedOut, (await caller.VerifyAsync()).Status);
        var store = await StoreAsync(isFirstCall);

        await HangAsync(async () => Assert.False(
            await store.UnlockAsync(new("", caller.UserId), VoiceCodePurposeKind.LogIn, TestContext.Current.CancellationToken)));

        Assert.Equal(ChallengeStatus.LockedOut, (await caller.VerifyAsync()).Status);
    }

    [Fact]
    public async Task AbandonAsync_GivenUpWhileTheServerHung_GivesBackNevertheless()
    {
        var caller = new Caller(_patient);
        var request = caller.Request();
        var grant = await caller.BeginAsync(request);
        var store = await StoreAsync(isFirstCall: false);

        await HangAsync(() => store.AbandonAsync(request, grant, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(ChallengeStatus.Missing, (await caller.VerifyAsync()).Status);
        await caller.LogInAsync();
    }

    private async Task<Caller[]> BegunAsync()
    {
        var callers = Enumerable.Range(0, Callers).Select(_ => new Caller(_patient)).ToArray();
        foreach (var caller in callers)
        {
            Assert.Equal(ChallengeStatus.Granted, (await caller.BeginAsync()).Status);
        }

        return callers;
    }

    // One that has never asked anything is as in a process whose check at start did not run. A script that the server
    // knows is not sent a second time.
    private async Task<RedisVoiceCodeStore> StoreAsync(bool isFirstCall)
    {
        await new Caller(_patient).LogInAsync();
        await _patient.UnlockAsync(new("", "nobody"), VoiceCodePurposeKind.LogIn);
        var store = StoreFactory.Create(_connection!, options => options.Timeout = Timeout);
        if (!isFirstCall)
        {
            await Waiting.UntilAsync(Patience, async () =>
                await store.UnlockAsync(new("", "nobody"), VoiceCodePurposeKind.LogIn) ? null : "It does not answer in time.");
        }

        return store;
    }

    private async Task HangAsync(Func<Task> ask)
    {
        var start = TimeProvider.System.GetTimestamp();
        Server.Pause();
        await ask();
        await Waiting.UntilAsync(Patience, () => Task.FromResult(
            TimeProvider.System.GetElapsedTime(start) > Timeout + Timeout ? null : "They may still be wanted."));
        Server.Resume();

        // Asked behind them, so they have run.
        await Waiting.UntilAsync(Patience, async () =>
            await _patient.UnlockAsync(new("", "nobody"), VoiceCodePurposeKind.LogIn) ? null : "It does not go on.");
    }
}

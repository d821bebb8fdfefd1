using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.StackExchangeRedis.Tests.Connection;

/// <summary>
/// However Redis fails to answer, a verification is unavailable and a call not granted: nothing is ever thrown but for a
/// token that was cancelled before.
/// </summary>
public sealed class NoAnswerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, Func<Task<IConnectionMultiplexer>>> Factories = new()
    {
        ["a Redis exception"] = () => throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, ""),
        ["a time-out"] = () => Task.FromException<IConnectionMultiplexer>(new TimeoutException()),
        ["a cancellation"] = () => Task.FromCanceled<IConnectionMultiplexer>(new CancellationToken(canceled: true)),
        ["its own cancellation"] = () => throw new OperationCanceledException(),
        ["an I/O error"] = async () =>
        {
            await Task.Yield();
            throw new IOException();
        },
        ["a missing thing"] = () => throw new KeyNotFoundException(),
        ["no connection"] = () => Task.FromResult<IConnectionMultiplexer>(null!),
        ["no task"] = () => null!,
        ["nothing, ever"] = () => new TaskCompletionSource<IConnectionMultiplexer>().Task,
    };

    private static readonly Dictionary<string, RedisResult?> Garbage = new()
    {
        ["null"] = null,
        ["nothing"] = RedisResult.Create(RedisValue.Null),
        ["an empty text"] = RedisResult.Create((RedisValue)""),
        ["a text"] = RedisResult.Create((RedisValue)"OK: all that you ever wished for is granted and accepted"),
        ["a simple text"] = RedisResult.Create("\u0004 but not as a script answers, however long it may be", ResultType.SimpleString),
        ["a number"] = RedisResult.Create((RedisValue)4),
        ["a list"] = RedisResult.Create(new RedisValue[] { 4, 4 }),
        ["an empty list"] = RedisResult.Create(Array.Empty<RedisValue>()),
        ["accepted, and no more"] = Bytes(4),
        ["wrong, cut off"] = Bytes(5, 0, 0, 0, 0, 0, 1),
        ["granted, cut off"] = Bytes([1, .. new byte[20]]),
        ["denied, cut off"] = Bytes([2, .. new byte[20]]),
        ["what no script answers"] = Bytes([9, .. new byte[80]]),
    };

    public static TheoryData<string> EveryFactory => [.. Factories.Keys];

    public static TheoryData<string> EveryGarbage => [.. Garbage.Keys];

    [Fact]
    public async Task VerifyAsync_ServerKilledUnderLoad_ThrowsNothing()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = StoreFactory.Create(options => options.Configuration = server.ConnectionString);
        var callers = Enumerable.Range(0, 32).Select(_ => new Caller(store)).ToArray();
        await Waiting.UntilAsync(Patience, async () =>
            (await callers[0].BeginAsync()).Status is ChallengeStatus.Granted or ChallengeStatus.Denied ? null : "It does not connect.");

        for (var i = 0; i < 3; i++)
        {
            var answers = 0;
            var verifying = callers.Select(caller => Task.Run(async () =>
            {
                ChallengeStatus status;
                do
                {
                    status = (await caller.VerifyAsync(isRight: false)).Status;
                    Interlocked.Increment(ref answers);
                }
                while (status is not ChallengeStatus.Unavailable);
            })).ToArray();
            await Waiting.UntilAsync(Patience, () =>
                Task.FromResult(Volatile.Read(ref answers) > 500 ? null : "They do not run."));

            await server.StopAsync();

            await Task.WhenAll(verifying);
            await AssertNothingAsync(store);
            await server.RestartAsync();
            await Waiting.UntilAsync(Patience, async () =>
                (await callers[0].VerifyAsync()).Status is not ChallengeStatus.Unavailable ? null : "It is not back.");
        }
    }

    [Fact]
    public async Task VerifyAsync_SharedConnectionDisposedUnderLoad_ThrowsNothing()
    {
        await using var server = await RedisServer.StartAsync();
        var shared = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await using var store = StoreFactory.Create(shared);
        var answers = 0;
        var verifying = Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            var caller = new Caller(store);
            while ((await caller.VerifyAsync()).Status is not ChallengeStatus.Unavailable)
            {
                Interlocked.Increment(ref answers);
            }
        })).ToArray();
        await Waiting.UntilAsync(Patience, () => Task.FromResult(Volatile.Read(ref answers) > 500 ? null : "They do not run."));

        await shared.DisposeAsync();

        await Task.WhenAll(verifying);
        await AssertNothingAsync(store);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VerifyAsync_NobodyThere_ThrowsNothing(bool isDisposed)
    {
        await using var store = StoreFactory.Create(options => options.Configuration = $"127.0.0.1:{FreePort.Next()}");
        if (isDisposed)
        {
            await store.DisposeAsync();
        }

        await AssertNothingAsync(store);
    }

    [Theory]
    [MemberData(nameof(EveryFactory))]
    public async Task VerifyAsync_FactoryGives_ThrowsNothing(string what) => await AssertNothingAsync(
        StoreFactory.Create(options =>
        {
            options.ConnectionMultiplexerFactory = Factories[what];
            options.Timeout = TimeSpan.FromMilliseconds(100);
        }));

    [Theory]
    [MemberData(nameof(EveryGarbage))]
    public async Task VerifyAsync_ServerAnswers_ThrowsNothing(string what)
    {
        await using var server = await RedisServer.StartAsync();
        await using var shared = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var isGarbage = false;
        var store = StoreFactory.Create(
            Interceptor.Around<IConnectionMultiplexer>(shared, (method, _, proceed) =>
                method.Name is not nameof(IConnectionMultiplexer.GetDatabase)
                    ? proceed()
                    : Interceptor.Around((IDatabase)proceed()!, (called, arguments, go) =>
                        isGarbage && called.Name is nameof(IDatabase.ScriptEvaluateAsync) ? Task.FromResult(Garbage[what]!) : go())),
            options => options.Timeout = TimeSpan.FromSeconds(10));
        var caller = new Caller(store);
        await caller.LogInAsync();

        isGarbage = true;
        await AssertNothingAsync(store, isUnlocked: what is "granted, cut off");

        // Nor has it spoilt what is known of the server's clock.
        isGarbage = false;
        await new Caller(store).LogInAsync();
    }

    [Fact]
    public async Task EveryStep_TokenCancelledBefore_IsRefused()
    {
        var store = StoreFactory.Create(options => options.Configuration = $"127.0.0.1:{FreePort.Next()}");
        var request = new Caller(store).Request();
        var (stop, granted) = (new CancellationToken(canceled: true), new ChallengeGrant { Status = ChallengeStatus.Granted });

        await Assert.ThrowsAsync<OperationCanceledException>(() => store.VerifyAsync(request.Try(), stop).AsTask());
        await Assert.ThrowsAsync<OperationCanceledException>(() => store.BeginAsync(request, stop).AsTask());
        await Assert.ThrowsAsync<OperationCanceledException>(() => store.AbandonAsync(request, granted, stop).AsTask());
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => store.UnlockAsync(new("", "user"), VoiceCodePurposeKind.LogIn, stop).AsTask());
    }

    private static async Task AssertNothingAsync(RedisVoiceCodeStore store, bool isUnlocked = false)
    {
        var request = new Caller(store).Request();
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(ChallengeStatus.Unavailable, (await store.VerifyAsync(request.Try(), stop.Token)).Status);
        }

        Assert.NotEqual(ChallengeStatus.Granted, (await store.BeginAsync(request, stop.Token)).Status);
        Assert.Equal(isUnlocked, await store.UnlockAsync(new("", "user"), VoiceCodePurposeKind.LogIn, stop.Token));
        var granted = new ChallengeGrant { Status = ChallengeStatus.Granted, Nonce = request.Nonce };
        await store.AbandonAsync(request, granted, stop.Token);
        store.RecordCall(request, granted, "request-1");
    }

    private static RedisResult Bytes(params byte[] bytes) => RedisResult.Create((RedisValue)bytes);
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests.Pipeline;

public sealed class PipelineBreakerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Sample.Now);
    private readonly CapturedLogs _logs = new();
    private Answer _answer = Answers.Accepted;
    private RawGateway? _gateway;
    private ServiceProvider _provider = new ServiceCollection().BuildServiceProvider();

    private RawGateway Gateway => _gateway ??= RawGateway.Start((stream, stop) => _answer(stream, stop));

    [Fact]
    public async Task SendAsync_GatewayKeepsFailing_SendsNothingUntilTheBreakIsOver()
    {
        Start();
        _answer = Answers.Http(503);
        for (var i = 0; i < 10; i++)
        {
            Assert.True((await FailAsync()).MayHaveBeenPlaced);
        }

        var outcome = await FailAsync();

        Assert.Equal(VoiceCallFailure.Unavailable, outcome.Failure);
        Assert.False(outcome.MayHaveBeenPlaced);
        Assert.Equal(TimeSpan.FromSeconds(30), outcome.RetryAfter);
        Assert.Contains("HTTP 503", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(10, Gateway.Requests.Count);
        _time.Advance(TimeSpan.FromSeconds(30));
        _answer = Answers.Accepted;
        await SendAsync();
        await SendAsync();
        Assert.Equal(12, Gateway.Requests.Count);

        // The account's name is that of metrics and health.
        Assert.Equal(2, _logs.Lines.Count(line => line.Contains("The circuit breaker of account 'default' ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SendAsync_WrongSettings_AreSaidOnceAMinuteAndLeaveTheGatewayAlone()
    {
        Start();
        _answer = Answers.Refusal("-203");
        for (var second = 0; second < 60; second++)
        {
            await FailAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // Two in the first second, one trial after half a minute.
        Assert.Equal(3, Gateway.Requests.Count);
        Assert.Single(_logs.Lines, line => line.Contains("Check Ytx:AuthToken", StringComparison.Ordinal)
            && line.Contains("(Configuration", StringComparison.Ordinal));
        Assert.Single(_logs.Lines, line => line.Contains("(Unavailable", StringComparison.Ordinal));

        _time.Advance(TimeSpan.FromSeconds(1));
        await FailAsync();
        Assert.Equal(2, _logs.Lines.Count(line => line.Contains("(Configuration", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SendAsync_BalanceExhausted_IsSaidAsCritical()
    {
        Start();
        _answer = Answers.Refusal("-204");

        await FailAsync();

        var line = Assert.Single(_logs.Critical);
        Assert.Contains("Top it up", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_RefusedNumbers_LeaveTheGatewayOpen()
    {
        Start();
        _answer = Answers.Refusal("-102");
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(VoiceCallFailure.Destination, (await FailAsync()).Failure);
        }

        Assert.Equal(50, Gateway.Requests.Count);
    }

    [Fact]
    public async Task SendAsync_ForeignNumberWhileOpen_ShowsNothingOfTheGateway()
    {
        Start();
        _answer = Answers.Refusal("-203");
        await FailAsync();
        await FailAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        var foreign = new VoiceCodeCall(PhoneNumber.Parse("+12125550123"), Sample.Code);

        await _provider.Sender().SendAsync(foreign, TestContext.Current.CancellationToken).FailureAsync();
        await FailAsync();
        await FailAsync();

        // The one that tried it, and nobody behind it.
        Assert.Equal(3, Gateway.Requests.Count);
    }

    [Fact]
    public async Task SendAsync_SettingsFixedWhileOpen_AreTriedAtOnce()
    {
        Start();
        _answer = Answers.Refusal("-203");
        await FailAsync();
        await FailAsync();
        Assert.Equal(VoiceCallFailure.Unavailable, (await FailAsync()).Failure);
        _answer = Answers.Accepted;

        _provider.GetRequiredService<ChangeableOptions>().Change(options => options.AuthToken = "fixed");
        await SendAsync();

        Assert.Equal(3, Gateway.Requests.Count);
    }

    [Fact]
    public async Task SendAsync_MoreThanMayWait_AreRefusedAtOnceAndSendNothing()
    {
        Start(options => (options.Pipeline.MaxConcurrentCalls, options.Pipeline.QueueLimit) = (1, 1));
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = async (stream, stop) =>
        {
            await goOn.Task.WaitAsync(stop);
            return await Answers.Accepted(stream, stop);
        };
        var (first, second) = (SendAsync(), SendAsync());

        var outcome = await FailAsync();

        Assert.Equal(VoiceCallFailure.Unavailable, outcome.Failure);
        Assert.False(outcome.MayHaveBeenPlaced);
        Assert.Contains("Ytx:Pipeline:MaxConcurrentCalls", outcome.Message, StringComparison.Ordinal);
        goOn.SetResult();
        await first;
        await second;
        Assert.Equal(2, Gateway.Requests.Count);
    }

    [Fact]
    public async Task SendAsync_WaitedInVainForATurn_SendsNothing()
    {
        Start(options => (options.Pipeline.MaxConcurrentCalls, options.Pipeline.QueueLimit) = (1, 1));
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = (stream, stop) =>
        {
            _answer = Answers.Accepted;
            arrived.SetResult();
            return Answers.Silence(stream, stop);
        };
        var first = SendAsync();
        await arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(5));
        var second = SendAsync();

        _time.Advance(TimeSpan.FromSeconds(5));
        await first.FailureAsync();
        await second;

        var third = SendAsync();
        Assert.Equal("2016010000000205", (await third).RequestId);
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await Gateway.DisposeAsync();
        _logs.Dispose();
    }

    private void Start(Action<YtxVoiceOptions>? change = null)
    {
        var collection = new ServiceCollection().AddSingleton<TimeProvider>(_time);
        _logs.AddTo(collection);
        collection.AddYtxVoiceCodeSender(options =>
        {
            Sample.Fill(options);
            options.BaseAddress = Gateway.Address;
            change?.Invoke(options);
        });
        ChangeableOptions.AddTo(collection);
        _provider = collection.BuildServiceProvider();
    }

    private Task<VoiceCallOutcome> SendAsync() =>
        _provider.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);

    private Task<VoiceCallOutcome> FailAsync() => SendAsync().FailureAsync();
}

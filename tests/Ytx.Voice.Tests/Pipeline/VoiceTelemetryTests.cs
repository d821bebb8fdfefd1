using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests.Pipeline;

public sealed class VoiceTelemetryTests : IAsyncDisposable
{
    private const string Calls = "ytx.voice.calls";
    private const string Account = "ytx.voice.account=default";

    private readonly FakeTimeProvider _time = new(Sample.Now);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CollectedSpans _spans = new();
    private readonly RawGateway _gateway;
    private readonly ServiceProvider _provider;
    private readonly CollectedMetrics _metrics;
    private Answer _answer = Answers.Accepted;

    public VoiceTelemetryTests()
    {
        _gateway = RawGateway.Start((stream, stop) => _answer(stream, stop));
        var collection = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddLogging();
        collection.AddYtxVoiceCodeSender(options =>
        {
            Sample.Fill(options);
            options.BaseAddress = _gateway.Address;
        });
        collection.AddYtxVoiceCodeSender("backup", Sample.Fill);
        ChangeableOptions.AddTo(collection);
        _provider = collection.BuildServiceProvider();
        _metrics = new CollectedMetrics(_provider);
    }

    public static TheoryData<string, string, string, string?> Refusals => new()
    {
        { "-1", "refused", "destination", "-1" },
        { "-2", "refused", "request", "-2" },
        { "-100", "unknown", "gateway", "-100" },
        { "-104", "refused", "throttled", "-104" },
        { "-203", "refused", "configuration", "-203" },
        { "-204", "refused", "balance", "-204" },
        { "HTTP 503", "unknown", "gateway", null },
    };

    [Fact]
    public async Task SendAsync_Accepted_IsOneCallWithItsDurationAndOneSpan()
    {
        _answer = (stream, stop) =>
        {
            _time.Advance(TimeSpan.FromSeconds(1.5));
            return Answers.Accepted(stream, stop);
        };

        await SendAsync();

        Assert.Equal([$"{Account} ytx.voice.outcome=accepted: 1"], _metrics.Of(Calls));
        Assert.Equal([$"{Account} ytx.voice.outcome=accepted: 1.5"], _metrics.Of("ytx.voice.call.duration"));
        Assert.Equal([1, -1], _metrics.ValuesOf("ytx.voice.active_calls"));
        // No span of HttpClient's below it: it would carry the signature in its url.
        var span = Assert.Single(_spans.All);
        Assert.Equal(("ytx.voice.call", ActivityKind.Client, ActivityStatusCode.Unset), (span.OperationName, span.Kind, span.Status));
        Assert.Equal(
            $"{Account} ytx.voice.outcome=accepted ytx.voice.request_id=2016010000000205", CollectedSpans.Tags(span));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task SendAsync_NotAccepted_IsOneCallByItsKind(string answer, string outcome, string kind, string? status)
    {
        _answer = answer is "HTTP 503" ? Answers.Http(503) : Answers.Refusal(answer);

        await SendAsync().FailureAsync();

        AssertOneFailure(outcome, kind, status is null ? "" : $" ytx.voice.status_code={status}");
    }

    [Fact]
    public async Task SendAsync_NobodyAnswers_IsUnknown()
    {
        _answer = (_, stop) =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return Answers.Silence(Stream.Null, stop);
        };

        await SendAsync().FailureAsync();

        AssertOneFailure("unknown", "no_response");
    }

    [Fact]
    public async Task SendAsync_Unreachable_IsNotSentAndCountsForItsAccount()
    {
        var backup = _provider.GetRequiredKeyedService<IVoiceCodeSender>("backup");

        await SendAsync(backup).FailureAsync();

        AssertOneFailure("not_sent", "unreachable", account: "ytx.voice.account=backup");
    }

    [Fact]
    public async Task SendAsync_SettingsThatDoNotHold_AreOneCallThatWasNotSent()
    {
        _provider.GetRequiredService<ChangeableOptions>().Change(options => options.AuthToken = "");

        var outcome = await SendAsync();

        Assert.Equal((VoiceCallFailure.Configuration, false), (outcome.Failure, outcome.MayHaveBeenPlaced));
        Assert.Contains("Ytx:AuthToken", outcome.Message, StringComparison.Ordinal);
        AssertOneFailure("not_sent", "configuration");
    }

    [Fact]
    public async Task SendAsync_CallerGivesUp_IsCancelledAndNoError()
    {
        _answer = async (stream, stop) =>
        {
            await _cancellation.CancelAsync();
            return await Answers.Silence(stream, stop);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync());

        Assert.Equal([$"{Account} ytx.voice.outcome=cancelled: 1"], _metrics.Of(Calls));
        Assert.Equal([$"{Account}: 0"], _metrics.Of("ytx.voice.active_calls"));
        Assert.Equal(ActivityStatusCode.Unset, Assert.Single(_spans.All).Status);
    }

    [Fact]
    public async Task SendAsync_ForeignNumber_IsRefused()
    {
        var call = new VoiceCodeCall(PhoneNumber.Parse("+12125550123"), Sample.Code);

        await _provider.Sender().SendAsync(call, TestContext.Current.CancellationToken).FailureAsync();

        AssertOneFailure("refused", "destination");
    }

    [Fact]
    public async Task BreakerState_OpensIsTriedAndCloses_IsShown()
    {
        _answer = Answers.Refusal("-203");
        Assert.Empty(_metrics.Observe("ytx.voice.breaker.state"));

        await SendAsync().FailureAsync();
        Assert.Equal([$"{Account}: 0"], _metrics.Observe("ytx.voice.breaker.state"));
        await SendAsync().FailureAsync();
        Assert.Equal([$"{Account}: 2"], _metrics.Observe("ytx.voice.breaker.state"));
        await SendAsync().FailureAsync();

        _time.Advance(TimeSpan.FromSeconds(30));
        IReadOnlyList<string> during = [];
        _answer = (stream, stop) =>
        {
            during = _metrics.Observe("ytx.voice.breaker.state");
            return Answers.Accepted(stream, stop);
        };
        await SendAsync();

        Assert.Equal([$"{Account}: 1"], during);
        Assert.Equal([$"{Account}: 0"], _metrics.Observe("ytx.voice.breaker.state"));
        Assert.Equal(
            [
                $"error.type=configuration {Account} ytx.voice.outcome=refused: 2",
                $"error.type=unavailable {Account} ytx.voice.outcome=not_sent: 1",
                $"{Account} ytx.voice.outcome=accepted: 1",
            ],
            _metrics.Of(Calls));
    }

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        _spans.Dispose();
        await _provider.DisposeAsync();
        await _gateway.DisposeAsync();
        _cancellation.Dispose();
    }

    private Task<VoiceCallOutcome> SendAsync(IVoiceCodeSender? sender = null) =>
        (sender ?? _provider.Sender()).SendAsync(Sample.Call, _cancellation.Token);

    private void AssertOneFailure(string outcome, string kind, string status = "", string account = Account)
    {
        Assert.Equal([$"error.type={kind} {account} ytx.voice.outcome={outcome}: 1"], _metrics.Of(Calls));
        Assert.Single(_metrics.ValuesOf("ytx.voice.call.duration"));
        Assert.Equal([$"{account}: 0"], _metrics.Of("ytx.voice.active_calls"));
        var span = Assert.Single(_spans.All);
        Assert.Equal((ActivityStatusCode.Error, kind), (span.Status, span.StatusDescription));
        Assert.Equal($"error.type={kind} {account} ytx.voice.outcome={outcome}{status}", CollectedSpans.Tags(span));
    }
}

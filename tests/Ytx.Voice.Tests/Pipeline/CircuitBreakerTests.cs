using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests.Pipeline;

public sealed class CircuitBreakerTests
{
    private readonly FakeTimeProvider _time = new(Sample.Now);
    private readonly VoicePipelineOptions _options = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(_options, _time);

    [Theory]
    [InlineData(VoiceCallFailure.Gateway)]
    [InlineData(VoiceCallFailure.NoResponse)]
    [InlineData(VoiceCallFailure.Unreachable)]
    public void Report_HalfOfTenFailed_Opens(VoiceCallFailure failure)
    {
        Report(null, times: 5);
        Report(failure, times: 4);
        Assert.Equal(BreakerState.Closed, _breaker.State);

        _breaker.TryAcquire(out _, out _);
        Assert.Equal(BreakerState.Open, _breaker.Report(isProbe: false, failure));

        Assert.False(_breaker.TryAcquire(out _, out var retryAfter));
        Assert.Equal(_options.BreakerDuration, retryAfter);
    }

    [Fact]
    public void Report_FewerCallsThanTheMinimum_StaysClosed()
    {
        Report(VoiceCallFailure.Gateway, times: 9);

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Report_QuickFailuresBesideCallsUnderWay_StaysClosed()
    {
        for (var i = 0; i < 60; i++)
        {
            _breaker.TryAcquire(out _, out _);
        }

        for (var i = 0; i < 20; i++)
        {
            _breaker.Report(isProbe: false, VoiceCallFailure.Gateway);
        }

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Report_FailuresThirtySecondsApart_StaysClosed()
    {
        for (var i = 0; i < 5; i++)
        {
            Report(VoiceCallFailure.Gateway, times: 5);
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Report_FailuresWithinThirtySeconds_CountTogether()
    {
        Report(VoiceCallFailure.Gateway, times: 5);
        _time.Advance(TimeSpan.FromSeconds(26));
        Report(VoiceCallFailure.Gateway, times: 5);

        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Theory]
    [InlineData(VoiceCallFailure.Destination)]
    [InlineData(VoiceCallFailure.Request)]
    public void Report_RefusalsOfNumbersOnly_NeverOpen(VoiceCallFailure refusal)
    {
        Report(refusal, times: 1000);

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Theory]
    [InlineData(VoiceCallFailure.Configuration)]
    [InlineData(VoiceCallFailure.Balance)]
    [InlineData(VoiceCallFailure.Throttled)]
    public void Report_TwoRefusalsOfEveryCallInARow_Open(VoiceCallFailure refusal)
    {
        Report(null, times: 1000);
        Report(refusal, times: 1);
        Report(null, times: 1);
        Report(refusal, times: 1);
        Assert.Equal(BreakerState.Closed, _breaker.State);

        Report(refusal, times: 1);

        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public void TryAcquire_AfterTheBreak_LetsOneCallTry()
    {
        Report(VoiceCallFailure.Balance, times: 2);
        _time.Advance(_options.BreakerDuration - TimeSpan.FromTicks(1));
        Assert.False(_breaker.TryAcquire(out _, out _));

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.True(_breaker.TryAcquire(out var isProbe, out _));
        Assert.True(isProbe);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        Assert.False(_breaker.TryAcquire(out _, out var retryAfter));
        Assert.Equal(_options.Timeout, retryAfter);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(VoiceCallFailure.Destination)]
    public void Report_TrialAnswered_ClosesAndForgets(VoiceCallFailure? answer)
    {
        OpenAndTry();

        Assert.Equal(BreakerState.Closed, _breaker.Report(isProbe: true, answer));

        Report(VoiceCallFailure.Gateway, times: 9);
        Assert.Equal(BreakerState.Closed, _breaker.State);
        Assert.True(_breaker.TryAcquire(out var isProbe, out _));
        Assert.False(isProbe);
    }

    [Theory]
    [InlineData(VoiceCallFailure.NoResponse)]
    [InlineData(VoiceCallFailure.Configuration)]
    public void Report_TrialFailed_OpensAgainForTheWholeTime(VoiceCallFailure failure)
    {
        OpenAndTry();

        Assert.Equal(BreakerState.Open, _breaker.Report(isProbe: true, failure));

        Assert.False(_breaker.TryAcquire(out _, out var retryAfter));
        Assert.Equal(_options.BreakerDuration, retryAfter);
    }

    [Fact]
    public void Release_TrialGivenUp_LetsTheNextOneTry()
    {
        OpenAndTry();

        _breaker.Release(isProbe: true);

        Assert.True(_breaker.TryAcquire(out var isProbe, out _));
        Assert.True(isProbe);
    }

    [Fact]
    public void Report_CallBegunBeforeItOpened_ChangesNothing()
    {
        Report(VoiceCallFailure.Balance, times: 2);

        Assert.Null(_breaker.Report(isProbe: false, failure: null));

        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    private void OpenAndTry()
    {
        Report(VoiceCallFailure.Gateway, times: _options.BreakerMinimumCalls);
        _time.Advance(_options.BreakerDuration);
        Assert.True(_breaker.TryAcquire(out _, out _));
    }

    private void Report(VoiceCallFailure? failure, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.TryAcquire(out _, out _);
            _breaker.Report(isProbe: false, failure);
        }
    }
}

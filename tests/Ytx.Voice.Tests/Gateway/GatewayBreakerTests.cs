using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests.Gateway;

public sealed class GatewayBreakerTests
{
    private readonly FakeTimeProvider _time = new(Sample.Now);
    private readonly YtxVoiceOptions _options = new();
    private readonly GatewayBreaker _breaker;

    public GatewayBreakerTests() => _breaker = new GatewayBreaker(_options, _time);

    [Theory]
    [InlineData(VoiceCallFailure.Gateway)]
    [InlineData(VoiceCallFailure.NoAnswer)]
    [InlineData(VoiceCallFailure.Unreachable)]
    public void Note_HalfOfTenFailed_Opens(VoiceCallFailure failure)
    {
        Note(null, times: 5);
        Note(failure, times: 4);
        Assert.Equal(BreakerState.Closed, _breaker.State);

        _breaker.TryEnter(out _, out _);
        Assert.Equal(BreakerState.Open, _breaker.Note(isTrial: false, failure));

        Assert.False(_breaker.TryEnter(out _, out var retryAfter));
        Assert.Equal(_options.BreakerDuration, retryAfter);
    }

    [Fact]
    public void Note_FewerCallsThanTheMinimum_StaysClosed()
    {
        Note(VoiceCallFailure.Gateway, times: 9);

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Note_QuickFailuresBesideCallsUnderWay_StaysClosed()
    {
        for (var i = 0; i < 60; i++)
        {
            _breaker.TryEnter(out _, out _);
        }

        for (var i = 0; i < 20; i++)
        {
            _breaker.Note(isTrial: false, VoiceCallFailure.Gateway);
        }

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Note_FailuresThirtySecondsApart_StaysClosed()
    {
        for (var i = 0; i < 5; i++)
        {
            Note(VoiceCallFailure.Gateway, times: 5);
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Note_FailuresWithinThirtySeconds_CountTogether()
    {
        Note(VoiceCallFailure.Gateway, times: 5);
        _time.Advance(TimeSpan.FromSeconds(26));
        Note(VoiceCallFailure.Gateway, times: 5);

        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Theory]
    [InlineData(VoiceCallFailure.Destination)]
    [InlineData(VoiceCallFailure.Request)]
    public void Note_RefusalsOfNumbersOnly_NeverOpen(VoiceCallFailure refusal)
    {
        Note(refusal, times: 1000);

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Theory]
    [InlineData(VoiceCallFailure.Configuration)]
    [InlineData(VoiceCallFailure.Balance)]
    [InlineData(VoiceCallFailure.Throttled)]
    public void Note_TwoRefusalsOfEveryCallInARow_Open(VoiceCallFailure refusal)
    {
        Note(null, times: 1000);
        Note(refusal, times: 1);
        Note(null, times: 1);
        Note(refusal, times: 1);
        Assert.Equal(BreakerState.Closed, _breaker.State);

        Note(refusal, times: 1);

        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public void TryEnter_AfterTheBreak_LetsOneCallTry()
    {
        Note(VoiceCallFailure.Balance, times: 2);
        _time.Advance(_options.BreakerDuration - TimeSpan.FromTicks(1));
        Assert.False(_breaker.TryEnter(out _, out _));

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.True(_breaker.TryEnter(out var isTrial, out _));
        Assert.True(isTrial);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        Assert.False(_breaker.TryEnter(out _, out var retryAfter));
        Assert.Equal(_options.Timeout, retryAfter);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(VoiceCallFailure.Destination)]
    public void Note_TrialAnswered_ClosesAndForgets(VoiceCallFailure? answer)
    {
        OpenAndTry();

        Assert.Equal(BreakerState.Closed, _breaker.Note(isTrial: true, answer));

        Note(VoiceCallFailure.Gateway, times: 9);
        Assert.Equal(BreakerState.Closed, _breaker.State);
        Assert.True(_breaker.TryEnter(out var isTrial, out _));
        Assert.False(isTrial);
    }

    [Theory]
    [InlineData(VoiceCallFailure.NoAnswer)]
    [InlineData(VoiceCallFailure.Configuration)]
    public void Note_TrialFailed_OpensAgainForTheWholeTime(VoiceCallFailure failure)
    {
        OpenAndTry();

        Assert.Equal(BreakerState.Open, _breaker.Note(isTrial: true, failure));

        Assert.False(_breaker.TryEnter(out _, out var retryAfter));
        Assert.Equal(_options.BreakerDuration, retryAfter);
    }

    [Fact]
    public void Leave_TrialGivenUp_LetsTheNextOneTry()
    {
        OpenAndTry();

        _breaker.Leave(isTrial: true);

        Assert.True(_breaker.TryEnter(out var isTrial, out _));
        Assert.True(isTrial);
    }

    [Fact]
    public void Note_CallBegunBeforeItOpened_ChangesNothing()
    {
        Note(VoiceCallFailure.Balance, times: 2);

        Assert.Null(_breaker.Note(isTrial: false, failure: null));

        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    private void OpenAndTry()
    {
        Note(VoiceCallFailure.Gateway, times: _options.BreakerMinimumCalls);
        _time.Advance(_options.BreakerDuration);
        Assert.True(_breaker.TryEnter(out _, out _));
    }

    private void Note(VoiceCallFailure? failure, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.TryEnter(out _, out _);
            _breaker.Note(isTrial: false, failure);
        }
    }
}

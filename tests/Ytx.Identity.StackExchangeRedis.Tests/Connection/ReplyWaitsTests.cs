using Microsoft.Extensions.Time.Testing;

namespace Ytx.Identity.StackExchangeRedis.Tests.Connection;

public sealed class ReplyWaitsTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly ReplyWaits _waits;

    public ReplyWaitsTests() => _waits = new ReplyWaits(Timeout, _clock);

    public void Dispose() => _waits.Dispose();

    [Fact]
    public async Task For_Answered_IsTrue()
    {
        var answer = new TaskCompletionSource();

        var wait = Begin(answer);
        Assert.False(wait.IsCompleted);
        answer.SetResult();

        Assert.True(await wait);
    }

    [Fact]
    public async Task For_AnsweredBefore_IsTrue() =>
        Assert.True(await _waits.For(Task.CompletedTask, _clock.GetTimestamp()));

    [Fact]
    public async Task For_Failed_IsTrueToo()
    {
        var answer = new TaskCompletionSource();

        var wait = Begin(answer);
        answer.SetException(new TimeoutException());

        // It is answered; what the answer is, the caller sees.
        Assert.True(await wait);
        Assert.True(answer.Task.IsFaulted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(95)]
    [InlineData(2_000)]
    public async Task For_NotAnswered_EndsALittleBeforeTheTime(int lookedBefore)
    {
        // Something else sets the timer first, so that a look comes anywhere within the wait.
        await AssertAnsweredAsync();
        Pass(TimeSpan.FromMilliseconds(lookedBefore));
        var begin = _clock.GetTimestamp();

        var wait = Begin(new TaskCompletionSource());
        while (!wait.IsCompleted && _clock.GetElapsedTime(begin) < 2 * Timeout)
        {
            Pass(Step);
        }

        Assert.False(await wait);
        Assert.InRange(_clock.GetElapsedTime(begin), 0.8 * Timeout, Timeout);
    }

    [Fact]
    public async Task For_CallerHasWaitedBefore_EndsByTheCallersTime()
    {
        var begin = _clock.GetTimestamp();
        Pass(0.7 * Timeout);

        var wait = _waits.For(new TaskCompletionSource().Task, begin);
        Pass(0.3 * Timeout);

        Assert.True(wait.IsCompleted);
        Assert.False(await wait);
    }

    [Fact]
    public async Task For_AnswerAfterItsTime_EndsNoLaterWait()
    {
        var late = new TaskCompletionSource();
        var given = Begin(late);
        Pass(Timeout);
        Assert.False(await given);

        var later = Begin(new TaskCompletionSource());
        late.SetResult();

        Assert.False(later.IsCompleted);
        Pass(Timeout);
        Assert.False(await later);
    }

    [Fact]
    public async Task For_OneAfterAnother_EndsNoneByTheTimeOfTheFormer()
    {
        for (var i = 0; i < 5; i++)
        {
            var answer = new TaskCompletionSource();
            var wait = Begin(answer);
            Pass(0.7 * Timeout);

            Assert.False(wait.IsCompleted);
            answer.SetResult();
            Assert.True(await wait);
        }
    }

    [Fact]
    public async Task For_AnswersAndTimeRace_EndsEachOnce()
    {
        using var waits = new ReplyWaits(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        var (answered, late) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            for (var j = 0; j < 100; j++)
            {
                var asked = Task.Delay(TimeSpan.FromMilliseconds((i + j) % 20), TimeProvider.System);
                if (await waits.For(asked, TimeProvider.System.GetTimestamp()))
                {
                    // Another wait's answer would come before this one's.
                    Assert.True(asked.IsCompleted);
                    Interlocked.Increment(ref answered);
                }
                else
                {
                    Interlocked.Increment(ref late);
                }
            }
        })));

        Assert.Equal(3_200, answered + late);
        Assert.True(answered > 0);
        Assert.True(late > 0);
    }

    private ValueTask<bool> Begin(TaskCompletionSource asked) => _waits.For(asked.Task, _clock.GetTimestamp());

    private async Task AssertAnsweredAsync()
    {
        var answer = new TaskCompletionSource();
        var wait = Begin(answer);
        answer.SetResult();
        Assert.True(await wait);
    }

    private void Pass(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Step)
        {
            _clock.Advance(left < Step ? left : Step);
        }
    }
}

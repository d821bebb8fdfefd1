using Ytx.Identity.Stores;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests.Attacks;

public sealed class RaceAttackTests
{
    private const int Codes = 10_000;
    private const int Threads = 4;
    private const int Passes = 25;

    [Fact]
    public async Task Verify_AMillionRacingTimes_EachCodeWinsExactlyOnce()
    {
        var store = new InMemoryVoiceCodeStore(TimeProvider.System, Codes * 2);
        for (var i = 0; i < Codes; i++)
        {
            var grant = await store.BeginAsync(Request(i));
            Assert.Equal(ChallengeStatus.Granted, grant.Status);
        }

        var wins = new int[Codes];
        using var start = new Barrier(Threads);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                // All at the same code at the same time, as nearly as threads can be.
                start.SignalAndWait();
                for (var i = 0; i < Codes; i++)
                {
                    var challengeTry = Request(i).Try();
                    for (var pass = 0; pass < Passes; pass++)
                    {
                        var verdict = store.VerifyAsync(challengeTry);
                        if (verdict.Result.Status is ChallengeStatus.Verified)
                        {
                            Interlocked.Increment(ref wins[i]);
                        }
                    }
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.All(wins, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task RequestCall_HundredRacing_RingOnce()
    {
        using var site = new TestSite();
        var user = await site.CreateUserAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
        {
            using var session = site.NewSession();
            return (await session.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Reason;
        })));

        Assert.Single(results, VoiceCodeReason.None);
        Assert.Single(site.Sender.Calls);
    }

    private static ChallengeRequest Request(int code) => ChallengeRequests.Create(
        $"user-{code}", nonce: (UInt128)code, verifier: (UInt128)code, lifetime: TimeSpan.FromMinutes(10), renewBelow: TimeSpan.Zero);
}

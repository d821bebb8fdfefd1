using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

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
        var guesses = new WrongCodeLimit(new Allowance("guesses", new AllowanceRule(10, TimeSpan.FromHours(1))), 100);
        for (var i = 0; i < Codes; i++)
        {
            var grant = await store.BeginAsync(new ChallengeRequest
            {
                Owner = new("", $"user-{i}"),
                Purpose = "race",
                PurposeKind = VoiceCodePurposeKind.LogIn,
                Binding = 1,
                Nonce = (UInt128)i,
                Verifier = (UInt128)i,
                Lifetime = TimeSpan.FromMinutes(10),
                RenewBelow = TimeSpan.Zero,
                Tries = 5,
                WrongCodes = guesses,
                Claims = default,
            });
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
                    for (var pass = 0; pass < Passes; pass++)
                    {
                        var verdict = store.VerifyAsync(new ChallengeAttempt
                        {
                            Owner = new("", $"user-{i}"),
                            Purpose = "race",
                            PurposeKind = VoiceCodePurposeKind.LogIn,
                            Verifier = (UInt128)i,
                            WrongCodes = guesses,
                        });
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
}

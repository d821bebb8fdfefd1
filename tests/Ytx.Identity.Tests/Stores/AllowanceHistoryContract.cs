using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests.Stores;

/// <summary>
/// Random histories of calls, refusals, give-backs and waits, beside a model that only knows the rules. Every store runs
/// them.
/// </summary>
public abstract class AllowanceHistoryContract
{
    private static UInt128 _nonce;

    protected abstract IVoiceCodeStore Store { get; }

    protected abstract int Histories { get; }

    protected abstract void Advance(TimeSpan time);

    /// <summary>Before each history, whose allowances have other rules under the same names.</summary>
    protected virtual void Forget()
    {
    }

    [Fact]
    public async Task Begin_RandomHistories_GrantsExactlyWhatEveryRuleAllows()
    {
        var (granted, denied, givenBack, givenBackLater) = (0, 0, 0, 0);
        for (var seed = 0; seed < Histories; seed++)
        {
            var random = new Random(seed);
            // Where something older is given back, a longer window must allow more: then a store that keeps as many times
            // as the largest count knows all that matter.
            var anyIsGivenBack = seed % 2 is 0;
            Allowance[] allowances =
            [
                RandomAllowance("number"),
                RandomAllowance("user", AllowanceSubject.User),
                RandomAllowance("attempts", AllowanceSubject.User, countsAttempts: true),
                RandomAllowance("items", AllowanceSubject.User, AllowanceCounting.DifferentItems),
                RandomAllowance("each", AllowanceSubject.User, AllowanceCounting.CallsToEachItem),
            ];
            var now = 0L;
            Forget();
            var model = new Model();
            for (var step = 0; step < 25; step++)
            {
                var pause = random.Next(0, 2500);
                now += pause;
                Advance(TimeSpan.FromMilliseconds(pause));
                var (number, user) = ($"number {random.Next(3)} of {seed}", $"user {random.Next(2)} of {seed}");
                AllowanceClaim[] claims = [.. allowances.Select(allowance =>
                    allowance.Per is AllowanceSubject.Number ? new AllowanceClaim(allowance, number)
                    : new AllowanceClaim(allowance, user) { Item = number })];
                var request = Request(user, claims, random.Next(2) is 0 ? ChallengeStep.Whole : ChallengeStep.Attempt);

                var grant = await Store.BeginAsync(request, TestContext.Current.CancellationToken);

                var allowed = AllAllow(now);
                Assert.Equal(allowed, grant.Status is ChallengeStatus.Granted);
                if (!allowed)
                {
                    denied++;
                    // Neither too soon nor too late: a millisecond earlier some rule would still be broken.
                    var at = now + (long)grant.RetryAfter!.Value.TotalMilliseconds;
                    Assert.True(AllAllow(at));
                    Assert.False(AllAllow(at - 1));
                    continue;
                }

                if (request.Step is ChallengeStep.Attempt)
                {
                    request = Request(user, claims, ChallengeStep.Call);
                    grant = await Store.BeginAsync(request, TestContext.Current.CancellationToken);
                    Assert.Equal(ChallengeStatus.Granted, grant.Status);
                }

                granted++;
                model.Add(new Call(now, number, user, request, grant));
                if (random.Next(4) is 0 && model.Given(random, anyIsGivenBack) is var given)
                {
                    givenBack++;
                    givenBackLater += given.Grant == grant ? 0 : 1;
                    await Store.AbandonAsync(given.Request, given.Grant, TestContext.Current.CancellationToken);
                }

                bool AllAllow(long at) => claims.All(claim => model.Allows(claim, at));
            }

            Allowance RandomAllowance(
                string name, AllowanceSubject per = AllowanceSubject.Number, AllowanceCounting counting = default,
                bool countsAttempts = false)
            {
                var count = random.Next(1, 3);
                var (counts, windows) = (Draw(1, 5), Draw(500, 10_000));
                return new(name, [.. counts.Zip(windows, (most, window) =>
                    new AllowanceRule(most, TimeSpan.FromMilliseconds(window)))])
                {
                    Per = per,
                    Counting = counting,
                    CountsAttempts = countsAttempts,
                };

                int[] Draw(int from, int to)
                {
                    int[] drawn = [.. Enumerable.Range(0, count).Select(_ => random.Next(from, to))];
                    return anyIsGivenBack ? [.. drawn.Order()] : drawn;
                }
            }
        }

        // All happened often, or this test would show nothing.
        Assert.All([granted, denied, givenBack], count => Assert.InRange(count, Histories, int.MaxValue));
        Assert.InRange(givenBackLater, Histories / 3, int.MaxValue);
    }

    private static ChallengeRequest Request(string user, AllowanceClaim[] claims, ChallengeStep step) =>
        ChallengeRequests.Create(
            user, claims, nonce: ++_nonce, kind: VoiceCodePurposeKind.Other, step: step, renewBelow: TimeSpan.Zero,
            wrongCodes: new WrongCodeLimit(new Allowance("guesses", new AllowanceRule(1, TimeSpan.FromSeconds(1))), 1));

    private sealed record Call(long At, string Number, string User, ChallengeRequest Request, ChallengeGrant Grant);

    private sealed class Model
    {
        private readonly List<Call> _attempts = [];
        private readonly List<Call> _calls = [];

        public void Add(Call call)
        {
            _attempts.Add(call);
            _calls.Add(call);
        }

        /// <summary>Gives back the newest call, or any; the attempt stays.</summary>
        public Call Given(Random random, bool any)
        {
            var place = any ? random.Next(_calls.Count) : _calls.Count - 1;
            var given = _calls[place];
            _calls.RemoveAt(place);
            return given;
        }

        public bool Allows(AllowanceClaim claim, long now) => claim.Allowance.Rules.All(rule =>
        {
            var numbers = (claim.Allowance.CountsAttempts ? _attempts : _calls)
                .Where(call => call.At > now - (long)rule.Window.TotalMilliseconds)
                .Where(call => (claim.Allowance.Per is AllowanceSubject.Number ? call.Number : call.User) == claim.Subject)
                .Select(call => call.Number).ToList();
            return claim.Allowance.Counting switch
            {
                AllowanceCounting.DifferentItems => numbers.Contains(claim.Item!) || numbers.Distinct().Count() < rule.Count,
                AllowanceCounting.CallsToEachItem => numbers.Count(number => number == claim.Item) < rule.Count,
                _ => numbers.Count < rule.Count,
            };
        });
    }
}

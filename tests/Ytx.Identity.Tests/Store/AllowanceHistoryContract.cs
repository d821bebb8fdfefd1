namespace Ytx.Identity.Tests.Store;

/// <summary>Random histories of calls, refusals and waits, beside a model that only knows the rules. Every store runs them.</summary>
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
        var (granted, denied, givenBack) = (0, 0, 0);
        for (var seed = 0; seed < Histories; seed++)
        {
            var random = new Random(seed);
            var now = 0L;
            Forget();
            var (number, user, numbers) = (
                RandomAllowance("number"), RandomAllowance("user"), RandomAllowance("items", AllowanceCounting.DifferentItems));
            var model = new Model();
            for (var step = 0; step < 25; step++)
            {
                var pause = random.Next(0, 2500);
                now += pause;
                Advance(TimeSpan.FromMilliseconds(pause));
                var (n, u) = ($"number {random.Next(3)} of {seed}", $"user {random.Next(2)} of {seed}");
                var request = Request(
                    u, new(number, n), new(user, u), new(numbers, u) { Item = n });

                var grant = await Store.BeginAsync(request, TestContext.Current.CancellationToken);

                var allowed = model.Allows(number, n, now) && model.Allows(user, u, now) && model.AllowsItem(numbers, u, n, now);
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

                granted++;
                model.Add(now, n, u);
                if (random.Next(4) is 0)
                {
                    givenBack++;
                    await Store.AbandonAsync(request, grant, TestContext.Current.CancellationToken);
                    model.RemoveLast();
                }

                bool AllAllow(long at) =>
                    model.Allows(number, n, at) && model.Allows(user, u, at) && model.AllowsItem(numbers, u, n, at);
            }

            Allowance RandomAllowance(string name, AllowanceCounting counting = AllowanceCounting.Calls) =>
                new(name, [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ =>
                    new AllowanceRule(random.Next(1, 5), TimeSpan.FromMilliseconds(random.Next(500, 10_000))))])
                {
                    Counting = counting,
                };
        }

        // All three happened often, or this test would show nothing.
        Assert.All([granted, denied, givenBack], count => Assert.InRange(count, Histories, int.MaxValue));
    }

    private static ChallengeRequest Request(string user, params AllowanceClaim[] claims) => new()
    {
        UserId = user,
        Purpose = "history",
        PurposeClass = VoiceCodePurposeClass.Application,
        Binding = 1,
        Nonce = ++_nonce,
        Verifier = 1,
        Lifetime = TimeSpan.FromMinutes(5),
        RenewBelow = TimeSpan.Zero,
        Tries = 5,
        Guesses = new GuessLimit(new Allowance("guesses", new AllowanceRule(1, TimeSpan.FromSeconds(1))), 1),
        Claims = claims,
    };

    private sealed class Model
    {
        private readonly List<(long At, string Number, string User)> _calls = [];

        public void Add(long at, string number, string user) => _calls.Add((at, number, user));

        public void RemoveLast() => _calls.RemoveAt(_calls.Count - 1);

        public bool Allows(Allowance allowance, string subject, long now) => allowance.Rules.All(rule =>
            Within(rule, now).Count(call => call.Number == subject || call.User == subject) < rule.Count);

        public bool AllowsItem(Allowance allowance, string user, string number, long now) => allowance.Rules.All(rule =>
        {
            var used = Within(rule, now).Where(call => call.User == user).Select(call => call.Number).Distinct().ToList();
            return used.Contains(number) || used.Count < rule.Count;
        });

        private IEnumerable<(long At, string Number, string User)> Within(AllowanceRule rule, long now) =>
            _calls.Where(call => call.At > now - (long)rule.Window.TotalMilliseconds);
    }
}

using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Tests.Limits;

public sealed class LedgerTests
{
    [Fact]
    public void Wait_RandomHistories_AgreesWithANaiveModel()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var allowances = Enum.GetValues<AllowanceCounting>()
                .Select(counting => new Allowance($"{counting}", [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ =>
                    new AllowanceRule(random.Next(1, 5), TimeSpan.FromMilliseconds(random.Next(1, 5000))))])
                {
                    Counting = counting,
                })
                .ToArray();
            var ledger = default(Ledger);
            var model = new List<(Allowance From, string Item, long At)>();
            var now = 1L;
            for (var step = 0; step < 60; step++)
            {
                // Now and then several at one time.
                now += Math.Max(0, random.Next(-200, 1200));
                var allowance = allowances[random.Next(allowances.Length)];
                var item = allowance.Counting is AllowanceCounting.Calls ? "" : $"{random.Next(5)}";
                var wait = ledger.Wait(allowance, SubjectKey.Of(item), now, out var rule);
                Assert.Equal(Allows(now), wait is 0);
                if (wait is 0)
                {
                    ledger.Take(allowance, SubjectKey.Of(item), now);
                    model.Add((allowance, item, now));
                }
                else
                {
                    Assert.True(Allows(now + wait));
                    Assert.False(Allows(now + wait - 1));
                    Assert.Contains(rule, allowance.Rules);
                }

                if (model.Count > 0 && random.Next(5) is 0)
                {
                    var given = model[random.Next(model.Count)];
                    ledger.GiveBack(given.From, SubjectKey.Of(given.Item), given.At);
                    model.Remove(given);
                }

                bool Allows(long at) => allowance.Rules.All(rule => Holds(
                    [.. model.Where(use => use.From == allowance && use.At > at - (long)rule.Window.TotalMilliseconds)], rule, item));
            }

            foreach (var (from, item, at) in model)
            {
                ledger.GiveBack(from, SubjectKey.Of(item), at);
            }

            Assert.True(ledger.IsEmpty);
        }
    }

    [Fact]
    public void Wait_DifferentItemsFull_IsUntilTheOldestItemLeaves()
    {
        var allowance = new Allowance("test", new AllowanceRule(2, TimeSpan.FromSeconds(10)))
        {
            Counting = AllowanceCounting.DifferentItems,
        };
        var ledger = default(Ledger);
        ledger.Take(allowance, SubjectKey.Of("a"), 0);
        ledger.Take(allowance, SubjectKey.Of("b"), 4000);
        ledger.Take(allowance, SubjectKey.Of("a"), 6000);

        Assert.Equal(7000, ledger.Wait(allowance, SubjectKey.Of("c"), 7000, out _));
        Assert.Equal(0, ledger.Wait(allowance, SubjectKey.Of("b"), 7000, out _));
    }

    private static bool Holds(
        IReadOnlyList<(Allowance From, string Item, long At)> within, AllowanceRule rule, string item) => within switch
        {
            [] => true,
            [{ From.Counting: AllowanceCounting.Calls }, ..] => within.Count < rule.Count,
            [{ From.Counting: AllowanceCounting.CallsToEachItem }, ..] => within.Count(use => use.Item == item) < rule.Count,
            _ => within.Any(use => use.Item == item) || within.Select(use => use.Item).Distinct().Count() < rule.Count,
        };
}

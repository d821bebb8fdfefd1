namespace Ytx.Identity.Tests.Store;

public sealed class ItemTimesTests
{
    [Fact]
    public void Wait_RandomHistories_AgreesWithANaiveModel()
    {
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var rules = Enumerable.Range(0, random.Next(1, 3))
                .Select(_ => new AllowanceRule(random.Next(1, 5), TimeSpan.FromMilliseconds(random.Next(1, 5000))))
                .ToArray();
            var allowance = new Allowance("test", rules);
            var items = default(ItemTimes);
            var model = new List<(string Item, long At)>();
            var now = 1L;
            for (var step = 0; step < 40; step++)
            {
                now += random.Next(1, 1500);
                var item = $"{random.Next(6)}";
                var allowed = rules.All(rule => Holds(model, rule, item, now));
                Assert.Equal(allowed, items.Wait(allowance, SubjectKey.Of(item), now, out _) is 0);
                if (allowed)
                {
                    items.Add(SubjectKey.Of(item), now, allowance.MaxCount);
                    model.Add((item, now));
                    if (random.Next(5) is 0)
                    {
                        items.Remove(SubjectKey.Of(item), now);
                        model.RemoveAt(model.Count - 1);
                    }
                }
            }
        }
    }

    [Fact]
    public void Wait_Full_IsUntilTheOldestItemLeaves()
    {
        var allowance = new Allowance("test", new AllowanceRule(2, TimeSpan.FromSeconds(10)));
        var items = default(ItemTimes);
        items.Add(SubjectKey.Of("a"), 0, 2);
        items.Add(SubjectKey.Of("b"), 4000, 2);
        items.Add(SubjectKey.Of("a"), 6000, 2);

        Assert.Equal(7000, items.Wait(allowance, SubjectKey.Of("c"), 7000, out _));
        Assert.Equal(0, items.Wait(allowance, SubjectKey.Of("b"), 7000, out _));
    }

    private static bool Holds(List<(string Item, long At)> uses, AllowanceRule rule, string item, long now)
    {
        var within = uses.Where(use => use.At > now - (long)rule.Window.TotalMilliseconds)
            .Select(use => use.Item).Distinct().ToList();
        return within.Contains(item) || within.Count < rule.Count;
    }
}

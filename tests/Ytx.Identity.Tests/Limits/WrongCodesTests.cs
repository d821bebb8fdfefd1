using Ytx.Identity.Limits;

namespace Ytx.Identity.Tests.Limits;

public sealed class WrongCodesTests
{
    [Fact]
    public void IsLocked_RandomHistories_AgreesWithAModelThatForgetsNothing()
    {
        var (locked, forever, forgiven, ended) = (0, 0, 0, 0);
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var rules = Enumerable.Range(0, random.Next(1, 3))
                .Select(_ => new AllowanceRule(
                    random.Next(1, 6),
                    TimeSpan.FromMilliseconds(random.Next(1, 5000)),
                    random.Next(3) is 0 ? TimeSpan.FromMilliseconds(random.Next(1, 5000)) : default))
                .OrderBy(rule => rule.Count).ToArray();
            // The longer window allows more, as the settings must.
            rules = [.. rules.Zip(rules.Select(rule => rule.Window).Order(), (rule, window) => rule with { Window = window })];
            TimeSpan? lapse = random.Next(2) is 0 ? null : TimeSpan.FromMilliseconds(random.Next(1, 8000));
            var limit = new WrongCodeLimit(new Allowance("test", rules), random.Next(1, 7), lapse);
            var tries = default(WrongCodes);
            var model = new List<(long At, ulong Mark)>();
            var now = 4_294_960_000L;
            for (var step = 0; step < 60; step++)
            {
                now += random.Next(0, 1500);
                var expected = NaiveWait(model, limit, now);
                Assert.Equal(expected is not 0, tries.IsLocked(limit, now, out var lockedFor));
                if (expected is not 0)
                {
                    Assert.Equal(expected, lockedFor?.TotalMilliseconds);
                    locked++;
                    forever += lockedFor is null ? 1 : 0;
                    now += random.Next(0, 3000);
                    continue;
                }

                var mark = (ulong)random.Next(1, 4);
                tries.Add(mark, limit, now);
                if (random.Next(3) > 0)
                {
                    model.Add((now, mark));
                    continue;
                }

                forgiven++;
                ulong? number = random.Next(3) is 0 ? null : mark;
                tries.RemoveNewest();
                tries.Reset(number);
                model = [.. model.Select(one => number is null || one.Mark == number ? (one.At, 0UL) : one)];
                var haveEnded = !model.Any(one => IsInARow(one, limit, now)
                    || now - one.At < (long)limit.Allowance.Longest.TotalMilliseconds);
                Assert.Equal(haveEnded, tries.HaveEnded(limit, now));
                ended += haveEnded ? 1 : 0;
            }
        }

        // All happened often, or this test would show nothing.
        Assert.All([locked, forever, forgiven, ended], count => Assert.InRange(count, 200, int.MaxValue));
    }

    // Null if no time opens the kind.
    private static double? NaiveWait(List<(long At, ulong Mark)> tries, WrongCodeLimit limit, long now)
    {
        var changes = tries.SelectMany(one => limit.Allowance.Rules
            .SelectMany(rule => new[] { rule.Window, rule.Pause })
            .Append(limit.ForgetAfter ?? TimeSpan.Zero)
            .Select(time => one.At + (long)time.TotalMilliseconds));
        return changes.Append(now).Where(at => at >= now).Order().Cast<long?>().FirstOrDefault(at => IsOpen(tries, limit, at!.Value)) - now;
    }

    private static bool IsOpen(List<(long At, ulong Mark)> tries, WrongCodeLimit limit, long at) =>
        tries.Count(one => IsInARow(one, limit, at)) < limit.MaxConsecutive
        && limit.Allowance.Rules.All(rule => Holds(tries, rule, at));

    private static bool IsInARow((long At, ulong Mark) one, WrongCodeLimit limit, long at) =>
        one.Mark is not 0 && !(at - one.At >= limit.ForgetAfter?.TotalMilliseconds);

    private static bool Holds(List<(long At, ulong Mark)> tries, AllowanceRule rule, long at)
    {
        var window = (long)rule.Window.TotalMilliseconds;
        if (tries.Count(one => one.At > at - window) >= rule.Count)
        {
            return false;
        }

        var filledAt = tries.Count is 0 ? long.MinValue : tries[^1].At;
        var wasFull = tries.Count(one => one.At > filledAt - window) >= rule.Count;
        return !wasFull || at >= filledAt + (long)rule.Pause.TotalMilliseconds;
    }
}

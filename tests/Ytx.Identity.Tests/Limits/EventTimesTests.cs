using System.Diagnostics.CodeAnalysis;
using Ytx.Identity.Limits;

namespace Ytx.Identity.Tests.Limits;

public sealed class EventTimesTests
{
    [Fact]
    [SuppressMessage("Security", "CA5394", Justification = "Test data.")]
    public void Wait_RandomHistories_AgreesWithANaiveModel()
    {
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var rules = Enumerable.Range(0, random.Next(1, 4))
                .Select(_ => new AllowanceRule(
                    random.Next(1, 8),
                    TimeSpan.FromMilliseconds(random.Next(1, 5000)),
                    random.Next(3) is 0 ? TimeSpan.FromMilliseconds(random.Next(1, 5000)) : default))
                .ToArray();
            var allowance = new Allowance("test", rules);
            var events = default(EventTimes);
            var model = new List<long>();
            // Beyond 32 bits, where the stored times have wrapped round.
            var now = 4_294_960_000L;
            for (var step = 0; step < 40; step++)
            {
                now += random.Next(0, 2000);
                var expected = NaiveWait(model, rules, now);
                Assert.Equal(expected, events.Wait(allowance, now, out _));
                if (expected is 0)
                {
                    events.Add(now, allowance);
                    model.Add(now);
                    if (random.Next(5) is 0)
                    {
                        events.Remove(now);
                        model.RemoveAt(model.Count - 1);
                    }
                }
            }
        }
    }

    private static long NaiveWait(List<long> times, AllowanceRule[] rules, long now)
    {
        // Whether one more is allowed can only change when an event leaves a window or a pause ends.
        var changes = times.SelectMany(time => rules.SelectMany(rule => new[]
        {
            time + (long)rule.Window.TotalMilliseconds, time + (long)rule.Pause.TotalMilliseconds,
        }));
        return changes.Append(now).Where(at => at >= now).Order().First(at => rules.All(rule => Holds(times, rule, at))) - now;
    }

    private static bool Holds(List<long> times, AllowanceRule rule, long at)
    {
        var window = (long)rule.Window.TotalMilliseconds;
        if (times.Count(time => time > at - window) >= rule.Count)
        {
            return false;
        }

        var filledAt = times.Count is 0 ? long.MinValue : times[^1];
        var wasFull = times.Count(time => time > filledAt - window) >= rule.Count;
        return !wasFull || at >= filledAt + (long)rule.Pause.TotalMilliseconds;
    }
}

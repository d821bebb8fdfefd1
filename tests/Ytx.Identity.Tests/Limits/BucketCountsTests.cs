using Ytx.Identity.Limits;

namespace Ytx.Identity.Tests.Limits;

public sealed class BucketCountsTests
{
    [Fact]
    public void Wait_RandomHistories_NeverGrantsMoreThanTheRuleAndIsAtMostABucketLate()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var width = random.Next(10, 1_000);
            var window = 60 * width;
            var rule = new AllowanceRule(random.Next(101, 200), TimeSpan.FromMilliseconds(window));
            var buckets = new BucketCounts(new Allowance("test", rule));
            var model = new List<long>();
            var now = 0L;
            for (var step = 0; step < 500; step++)
            {
                now += random.Next(0, window / 60);
                if (buckets.Wait(now, out _) is 0)
                {
                    buckets.Add(now, 1);
                    model.Add(now);
                    Assert.True(model.Count(time => time > now - window) <= rule.Count);
                }
                else
                {
                    Assert.True(model.Count(time => time > now - window - width) >= rule.Count);
                }
            }
        }
    }

    [Fact]
    public void Wait_Full_IsTimeEnough()
    {
        var buckets = new BucketCounts(new Allowance("test", new AllowanceRule(101, TimeSpan.FromHours(24))));
        buckets.Add(5_000, 101);

        var wait = buckets.Wait(10_000, out var rule);

        Assert.Equal(101, rule.Count);
        Assert.InRange(wait, 86_400_000 - 5_000, 86_400_000 + (24 * 60_000));
        Assert.NotEqual(0, buckets.Wait(10_000 + wait - 1, out _));
        Assert.Equal(0, buckets.Wait(10_000 + wait, out _));
    }

    [Fact]
    public void Add_Negative_GivesBack()
    {
        var buckets = new BucketCounts(new Allowance("test", new AllowanceRule(101, TimeSpan.FromHours(24))));
        buckets.Add(5_000, 101);
        buckets.Add(5_000, -1);

        Assert.Equal(0, buckets.Wait(10_000, out _));
    }
}

using Ytx.Identity.Stores;

namespace Ytx.Identity.Tests.Stores;

public sealed class SubjectKeyTests
{
    [Fact]
    public void Of_DifferentPairs_GiveDifferentKeys()
    {
        // Among them pairs that collide if fields are joined by a separator, or without their lengths.
        var values = new[]
        {
            "", "a", "ab", "b", ":", "a:", ":b", "a:b", "{a}", "{", "}", "a\0", "\0a", "\0", "\u0001", "a\n", "\n",
            "\u4e2d", new string('x', 255), new string('x', 256), new string('x', 70_000),
        };
        var seen = new Dictionary<SubjectKey, (string, string)>();
        foreach (var first in values)
        {
            foreach (var second in values)
            {
                Assert.True(seen.TryAdd(Of(first, second), (first, second)));
            }
        }

        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            for (var i = 0; i < 1000; i++)
            {
                var pair = (Text(random), Text(random));
                if (!seen.TryAdd(Of(pair.Item1, pair.Item2), pair))
                {
                    Assert.Equal(seen[Of(pair.Item1, pair.Item2)], pair);
                }
            }
        }
    }

    [Fact]
    public void Of_TheSame_GivesTheSame()
    {
        Assert.Equal(SubjectKey.Of("a"), SubjectKey.Of("a"));
        Assert.Equal(Of("a", "b"), Of("a", "b"));
    }

    [Fact]
    public void With_EveryOwnerAndField_GivesAKeyOfItsOwn()
    {
        string[] values = ["", "a", "ab", "b"];
        var keys = values.SelectMany(type => values.SelectMany(id => values.Select(field => Of(type, id).With(field)))).ToArray();

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(Of("a", "b").With("ab"), Of("a", "b").With("ab"));
    }

    private static SubjectKey Of(string type, string id) => SubjectKey.Of(new UserKey(type, id));

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => ":{}\0\nab1"[random.Next(8)]));
}

using System.Runtime.CompilerServices;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Tests.Stores;

public sealed class FadingTableTests
{
    private readonly FadingTable<int> _table = new();

    [Fact]
    public void Touch_EntriesThatComeAndGo_HoldNoMoreThanTwoPeriods()
    {
        for (var now = 0; now < 100_000; now++)
        {
            _table.Touch(Key(now), now, 1000) = now;
            Assert.InRange(_table.Count, 0, 2000);
            Assert.Equal(Math.Max(0, now - 999), Value(Math.Max(0, now - 999), now));
        }
    }

    [Fact]
    public void Touch_OldEntry_KeepsItsValueAndItsNewLife()
    {
        _table.Touch(Key(1), 0, 1000) = 7;
        _table.Touch(Key(2), 999, 1000);
        Assert.Equal(7, _table.Touch(Key(1), 1500, 1000));

        Assert.Equal(7, Value(1, 2499));
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void Find_LongAfter_FindsNothing()
    {
        _table.Touch(Key(1), 0, 1000) = 7;

        Assert.Null(Value(1, 5000));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Keep_LongerAfterwards_HoldsForWhatWasTouchedBefore()
    {
        _table.Touch(Key(1), 0, 10) = 7;
        _table.Keep(1000);

        Assert.Equal(7, Value(1, 999));
    }

    [Fact]
    public void Keep_Shorter_ShortensNothing()
    {
        _table.Touch(Key(1), 0, 1000) = 7;
        _table.Keep(10);
        _table.Touch(Key(2), 500, 10);

        Assert.Equal(7, Value(1, 999));
    }

    [Fact]
    public void Remove_Ended_HandsOutABlankOne()
    {
        _table.Touch(Key(1), 0, 1000) = 7;

        _table.Remove(Key(1), 5000, out var removed);

        Assert.Equal(0, removed);
    }

    [Fact]
    public void Remove_EitherGeneration_IsGone()
    {
        _table.Touch(Key(1), 0, 1000) = 7;
        _table.Touch(Key(2), 1200, 1000) = 8;

        _table.Remove(Key(1), 1200, out _);
        _table.Remove(Key(2), 1200, out _);

        Assert.Null(Value(1, 1200));
        Assert.Null(Value(2, 1200));
    }

    private static SubjectKey Key(int number) => SubjectKey.Of($"{number}");

    private int? Value(int number, long now)
    {
        ref var found = ref _table.Find(Key(number), now);
        return Unsafe.IsNullRef(ref found) ? null : found;
    }
}

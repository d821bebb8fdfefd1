using System.Runtime.CompilerServices;

namespace Ytx.Identity.Tests.Store;

public sealed class ExpiringTableTests
{
    [Fact]
    public void Sweep_EntriesThatCameAndWent_LeaveNothingBehind()
    {
        var table = new ExpiringTable<int, int>();
        var now = 0L;
        for (var i = 0; i < 100_000; i++)
        {
            now++;
            table.Sweep(now);
            table.Touch(i, now, now + 1000) = i;
        }

        Assert.InRange(table.Count, 999, 1002);
    }

    [Fact]
    public void Sweep_RenewedEntry_IsKeptAndBlocksNobody()
    {
        var table = new ExpiringTable<int, int>();
        table.Touch(0, 0, 10) = 7;
        table.Touch(1, 0, 11) = 8;
        table.Touch(0, 5, 1000);

        table.Sweep(20);

        Assert.Equal(1, table.Count);
        Assert.Equal(7, table.Find(0, 20, out _));
    }

    [Fact]
    public void End_Repeated_DoesNotFillTheQueue()
    {
        var table = new ExpiringTable<int, int>();
        for (var i = 0; i < 1000; i++)
        {
            table.Touch(1, i, i + 1000) = i;
            table.End(1);
            Assert.True(Unsafe.IsNullRef(ref table.Find(1, i, out _)));
        }

        Assert.Equal(1, table.Count);
        for (var i = 0; i < 5; i++)
        {
            table.Sweep(100_000);
        }

        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void Touch_EndedEntry_IsBlank()
    {
        var table = new ExpiringTable<int, int>();
        table.Touch(1, 0, 10) = 7;

        Assert.Equal(0, table.Touch(1, 10, 20));
    }
}

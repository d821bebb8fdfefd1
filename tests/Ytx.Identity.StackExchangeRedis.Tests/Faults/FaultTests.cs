using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>
/// Redis breaks while callers call: nothing is accepted twice, nothing granted while it is away, nobody waits much longer
/// than the time-out, and all goes on soon after it is back.
/// </summary>
[Collection(HeavyLoad.Name)]
public sealed class FaultTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_UnderLoad_GrantsNothingMeanwhileAndGoesOn(bool keepsData)
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { KeepsData = keepsData });
        await using var load = await LiveLoad.StartAsync(server.ConnectionString);

        await load.StrikeAsync(server.StopAsync, Outage, server.RestartAsync);

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwice);
        Assert.True(report.Unavailable > 0);
        Assert.Equal(keepsData ? LiveLoad.HeldCodes : 0, report.HeldAccepted);
        Assert.True(!keepsData || !report.Lost.Any());
    }

    [Fact]
    public async Task ScriptFlush_UnderLoad_IsNoticedByNobody()
    {
        await using var server = await RedisServer.StartAsync();
        await using var load = await LiveLoad.StartAsync(server.ConnectionString);

        await load.StrikeAsync(
            // Four at once, so that one may fall between any two commands of a caller.
            () => Parallel.ForEachAsync(
                Enumerable.Range(0, 2_000), new ParallelOptions { MaxDegreeOfParallelism = 4 },
                async (_, _) => await server.AskAsync("SCRIPT", "FLUSH")),
            AtOnce, Nothing);

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwice);
        Assert.Equal(0, report.Unavailable);
        Assert.Empty(report.Lost);
        Assert.Equal(LiveLoad.HeldCodes, report.HeldAccepted);
    }

    [Fact]
    public async Task FlushAll_UnderLoad_ForgetsCodesAndGoesOn()
    {
        await using var server = await RedisServer.StartAsync();
        await using var load = await LiveLoad.StartAsync(server.ConnectionString);

        await load.StrikeAsync(() => server.AskAsync("FLUSHALL"), AtOnce, Nothing);

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwice);
        Assert.Equal(0, report.Unavailable);
        Assert.Equal(0, report.HeldAccepted);
    }

    [Fact]
    public async Task Hang_UnderLoad_GrantsNothingLateAndGoesOn()
    {
        await using var server = await RedisServer.StartAsync();
        await using var load = await LiveLoad.StartAsync(server.ConnectionString);

        // Long enough for callers to ask and to give up before it goes on.
        await load.StrikeAsync(() => Task.Run(server.Pause), 2 * Outage, () => Task.Run(server.Resume));

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwice);
        Assert.True(report.Unavailable > 0);
        Assert.Empty(report.Lost);
        Assert.Equal(LiveLoad.HeldCodes, report.HeldAccepted);
    }

    [Fact]
    public async Task ConnectionCutInAReply_UnderLoad_AcceptsNothingTwiceAndGoesOn()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = TcpProxy.Start(server.EndPoint);
        await using var load = await LiveLoad.StartAsync(proxy.ConnectionString);

        for (var i = 0; i < 3; i++)
        {
            var lost = proxy.BytesLost;
            await load.StrikeAsync(
                async () =>
                {
                    proxy.CutAfterReplyBytes(1_000 + i);
                    await Waiting.UntilAsync(
                        Outage, () => Task.FromResult(proxy.BytesLost > lost ? null : "No reply is cut."));
                },
                AtOnce, Nothing);
        }

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwice);
        Assert.True(report.Unavailable > 0);
        Assert.Empty(report.Lost);
        Assert.Equal(LiveLoad.HeldCodes, report.HeldAccepted);
    }

    [Fact]
    public async Task SlowLine_UnderLoad_KeepsNobodyWaitingForASecondRoundTrip()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = TcpProxy.Start(server.EndPoint);
        await using var load = await LiveLoad.StartAsync(proxy.ConnectionString);

        await load.StrikeAsync(
            () =>
            {
                // One round trip is in time, the second, to give back what was denied, is not.
                proxy.Delay = TimeSpan.FromMilliseconds(300);
                return Task.Delay(2 * Outage, TimeProvider.System);
            },
            AtOnce,
            () => Task.Run(proxy.Heal));

        var report = await load.StopAsync();
        report.AssertSafe();
        Assert.Empty(report.AcceptedTwice);
        Assert.Empty(report.Lost);
        Assert.Equal(LiveLoad.HeldCodes, report.HeldAccepted);
    }

    private static Task Nothing() => Task.CompletedTask;
}

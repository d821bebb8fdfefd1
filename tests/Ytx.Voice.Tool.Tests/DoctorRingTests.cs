using System.Text.Json;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tool.Tests;

/// <summary>The one real call of <c>doctor --ring</c>.</summary>
public sealed class DoctorRingTests : IAsyncLifetime
{
    private YtxSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await ToolRun.StartSimulatorAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("TemplateNoticeCall", "templateNoticeCall")]
    [InlineData("CodeCallOut", "callOutCode")]
    public async Task Ring_RightOperation_PlacesOneCallAndSaysSo(string operation, string action)
    {
        var (run, ring) = await RingAsync(("Operation", operation));

        var call = Assert.Single(_simulator.Calls);
        Assert.Equal((0, "13911281234", action), (run.ExitCode, call.Dst, call.Action));
        Assert.Equal("ok", ring.GetProperty("result").GetString());
        Assert.Equal(
            $"accepted for {operation} as request {call.RequestId}: 139****1234 should ring and say {call.Code}",
            ring.GetProperty("finding").GetString());
    }

    [Theory]
    [InlineData("-2", "TemplateNoticeCall", "CodeCallOut")]
    [InlineData("-3", "TemplateNoticeCall", "CodeCallOut")]
    [InlineData("-2", "CodeCallOut", "TemplateNoticeCall")]
    [InlineData("-3", "CodeCallOut", "TemplateNoticeCall")]
    public async Task Ring_AccountOfTheOtherOperation_RingsOnceAndSaysWhichItWants(string status, string operation, string other)
    {
        _simulator.QueueFault(SimulatorFault.Refuse(status));

        var (run, ring) = await RingAsync(("Operation", operation));

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(other is "CodeCallOut" ? "callOutCode" : "templateNoticeCall", Assert.Single(_simulator.Calls).Action);
        Assert.Equal("fail", ring.GetProperty("result").GetString());
        Assert.StartsWith(
            $"refused with {status} for {operation}; accepted for {other} as ", ring.GetProperty("finding").GetString(), StringComparison.Ordinal);
        Assert.Equal($"Set Ytx:Operation to {other}: that is what the account wants.", ring.GetProperty("fix").GetString());
    }

    [Fact]
    public async Task Ring_BothRefused_TellsBoth()
    {
        _simulator.QueueFault(SimulatorFault.Refuse("-3"));
        _simulator.QueueFault(SimulatorFault.Refuse("-205"));

        var (run, ring) = await RingAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(_simulator.Calls);
        Assert.Contains("will not ring", ring.GetProperty("finding").GetString(), StringComparison.Ordinal);
        Assert.Contains("answered -3", ring.GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Contains("answered -205", ring.GetProperty("fix").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-203", "Check Ytx:AuthToken", "will not ring")]
    [InlineData("-100", "internal error", "may ring all the same")]
    [InlineData("cut", "did not answer completely", "may ring all the same")]
    public async Task Ring_AnyOtherFailure_IsNotFollowedByASecondRequest(string fault, string fix, string outcome)
    {
        _simulator.QueueFault(fault is "cut" ? SimulatorFault.CutBefore() : SimulatorFault.Refuse(fault));

        var (run, ring) = await RingAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(_simulator.Calls);
        Assert.Contains(outcome, ring.GetProperty("finding").GetString(), StringComparison.Ordinal);
        Assert.Contains(fix, ring.GetProperty("fix").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ring_WrongToken_Fails()
    {
        var (run, ring) = await RingAsync(("AuthToken", "another-canary"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Check Ytx:AuthToken", ring.GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("another-canary", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ring_OtherOperationLacksASetting_NamesItAndRingsNobody()
    {
        _simulator.QueueFault(SimulatorFault.Refuse("-3"));

        var (_, ring) = await RingAsync(("Operation", "CodeCallOut"), ("DisplayNumber", null));

        Assert.Empty(_simulator.Calls);
        Assert.EndsWith("TemplateNoticeCall could not be tried", ring.GetProperty("finding").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Ytx:DisplayNumber is required", ring.GetProperty("fix").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ring_ActionOfItsOwn_HasNoOtherOperation()
    {
        _simulator.QueueFault(SimulatorFault.Refuse("-3"));

        var (_, ring) = await RingAsync(("Action", "templateNoticeCall"));

        Assert.Empty(_simulator.Calls);
        Assert.Contains("answered -3", ring.GetProperty("fix").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ring_SomethingElseFails_IsLeftForLater()
    {
        var (run, ring) = await RingAsync(host: "Production");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("skip", ring.GetProperty("result").GetString());
        Assert.Empty(_simulator.Calls);
    }

    [Theory]
    [InlineData("110", "Check the number")]
    [InlineData("+44 20 7946 0958", "mainland China")]
    public async Task Ring_BadNumber_IsOneSentenceAndNothingSent(string number, string words)
    {
        var run = await ToolRun.OfAsync(["doctor", "--ring", number], ToolRun.Settings(_simulator.Address));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.ErrorLine, StringComparison.Ordinal);
        Assert.Empty(_simulator.Calls);
    }

    private Task<(ToolRun Run, JsonElement Ring)> RingAsync(params (string Key, string? Value)[] settings) =>
        RingAsync("Development", settings);

    private async Task<(ToolRun Run, JsonElement Ring)> RingAsync(string host, params (string Key, string? Value)[] settings)
    {
        var run = await ToolRun.OfAsync(
            ["doctor", "--json", "--environment", host, "--ring", "139 1128 1234"], ToolRun.Settings(_simulator.Address, settings));
        using var json = JsonDocument.Parse(run.Output);
        return (run, json.RootElement.EnumerateArray().Single(check => check.GetProperty("name").GetString() is "ring").Clone());
    }
}

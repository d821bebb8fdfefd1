using System.Text;
using Microsoft.Extensions.Time.Testing;
using Ytx.Voice.Tests;

namespace WebAppDemo.Tests;

/// <summary>docs/gateway-faults.md is the input: every row is played against the whole site, and every cell compared.</summary>
public sealed class GatewayFaultMatrixTests(GatewayFaultSite site) : IClassFixture<GatewayFaultSite>
{
    public static TheoryData<string> Rows => [.. FaultTable.Rows.Select(row => row.Fault)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task LogIn_FaultOfTheTable_EndsAsItsRowSays(string name)
    {
        var written = Assert.Single(FaultTable.Rows, row => row.Fault == name);
        await using var faults = new GatewayFaults(site.Clock);
        Assert.True(faults.All.TryGetValue(name, out var fault), $"No fault is scripted for the row '{name}'.");

        var seen = await new GatewayFaultPlay(site, fault).RunAsync(written);

        Assert.Equal(written, seen);
        Assert.Empty(faults.Elsewhere.Requests);
    }

    [Fact]
    public async Task Table_EveryScriptedFault_HasARow()
    {
        await using var faults = new GatewayFaults(new FakeTimeProvider());

        Assert.Empty(faults.All.Keys.Except(FaultTable.Rows.Select(row => row.Fault)));
    }

    [Fact]
    public async Task FirstPhone_NumberThatTheGatewayCannotRing_IsAskedForAgain()
    {
        await using var gateway = RawGateway.Start(Answers.InTurn(Answers.Refusal("-102"), Answers.Accepted));
        site.Use(gateway.Address);
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));

        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Account/Manage/Phone"), "Call this number", ("Input.PhoneNumber", site.NextNumber()));

        Assert.Equal("/Account/Manage/Phone", page.Path);
        Assert.Contains("This number cannot be called. Enter a mobile", page.Alert, StringComparison.Ordinal);
        page = await visitor.SubmitAsync(page, "Call this number", ("Input.PhoneNumber", site.NextNumber()));
        Assert.Contains("about to ring", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAgain_BreakerOpen_LeavesTheCodeThatWasHeard()
    {
        await using var gateway = RawGateway.Start(Answers.InTurn(Answers.Accepted, Answers.Http(401), Answers.Http(401)));
        site.Use(gateway.Address);
        using var visitor = site.Visitor();
        var page = await visitor.EnterPasswordAsync(await site.CreateAccountAsync());
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        page = await visitor.SubmitAsync(page, "Call me again");
        page = await visitor.SubmitAsync(page, "Call me again");

        page = await visitor.SubmitAsync(page, "Call me again");

        Assert.Contains("Wait 30 seconds, then use “Call me again”.", page.Alert, StringComparison.Ordinal);
        Assert.Contains("The code is valid for another 4 minutes.", page.Text, StringComparison.Ordinal);
        page = await visitor.EnterCodeAsync(page, GatewayFaultPlay.CodeIn(Encoding.Latin1.GetString(gateway.Requests[0])));
        Assert.Contains("You are logged in", page.Text, StringComparison.Ordinal);
    }
}

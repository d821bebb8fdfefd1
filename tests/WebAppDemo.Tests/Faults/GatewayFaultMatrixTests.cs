using System.Text;
using Microsoft.Extensions.Time.Testing;
using Ytx.Voice.Testing.Contracts;

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
            await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", site.NextNumber()));

        Assert.Equal("/Phone", page.Path);
        Assert.Contains("We can only call mainland China numbers.", page.Alert, StringComparison.Ordinal);
        page = await visitor.SubmitAsync(page, "Call this number", ("Input.PhoneNumber", site.NextNumber()));
        Assert.StartsWith("We're calling", page.CodeSaid, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAgain_BreakerOpen_LeavesTheCodeThatWasHeard()
    {
        await using var gateway = RawGateway.Start(Answers.InTurn(Answers.Accepted, Answers.Http(401), Answers.Http(401)));
        site.Use(gateway.Address);
        using var visitor = site.Visitor();
        var page = await visitor.EnterPasswordAsync(await site.CreateAccountAsync());
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        page = await visitor.SubmitAsync(page, "Call again");
        page = await visitor.SubmitAsync(page, "Call again");

        page = await visitor.SubmitAsync(page, "Call again");

        Assert.StartsWith("Calls are unavailable. Try again at", page.CodeSaid, StringComparison.Ordinal);
        Assert.Equal(("wait", WebPage.Minute(site.Clock.GetUtcNow() + TimeSpan.FromSeconds(30))), (page.Tone, page.SaidMoment));
        Assert.Equal((30, 240), (page.WaitSeconds, page.CodeSeconds));
        page = await visitor.EnterCodeAsync(page, GatewayFaultPlay.CodeIn(Encoding.Latin1.GetString(gateway.Requests[0])));
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }
}

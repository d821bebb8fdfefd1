using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ytx.Voice;
using Ytx.Voice.Simulator;

namespace WebAppDemo.Tests;

public sealed class GatewayFaultTests : IClassFixture<DemoSite>
{
    private readonly DemoSite _site;

    public GatewayFaultTests(DemoSite site)
    {
        _site = site;
        // Settings that are read anew begin with a closed breaker, whatever tests came before.
        site.Services.GetRequiredService<IOptionsMonitorCache<YtxVoiceOptions>>().Clear();
    }

    private const string Unknown = "We're not sure the call went out. If it rings, type the code. If not, call again.";

    public static TheoryData<string, string, string, int> Faults => new()
    {
        { "refused", "wrong", "The call didn't go out. Try again; if it fails again, wait a few minutes.", 0 },
        { "failing", "wait", Unknown, 0 },
        { "cut before", "wait", Unknown, 0 },
        { "cut after", "wait", Unknown, 1 },
        { "garbage", "wait", Unknown, 0 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task LogIn_GatewayFault_GoesToTheCodePageWhichSaysWhatToDo(string fault, string tone, string expected, int calls)
    {
        using var visitor = _site.Visitor();
        var account = await _site.CreateAccountAsync();
        _site.Simulator.QueueFault(Fault(fault));

        var page = await visitor.EnterPasswordAsync(account);

        Assert.Equal((HttpStatusCode.OK, "/SignIn/Call"), (page.Status, page.Path));
        Assert.Equal((tone, expected), (page.Tone, page.CodeSaid));
        Assert.Equal(tone is "wait", page.TakesACode);
        Assert.DoesNotContain("-204", page.Text, StringComparison.Ordinal);
        Assert.Equal(calls, (await _site.CallsAsync(account.Number)).Count);
    }

    [Fact]
    public async Task LogIn_CallRefused_NextCallIsPossibleAtOnce()
    {
        using var visitor = _site.Visitor();
        var account = await _site.CreateAccountAsync();
        _site.Simulator.QueueFault(Fault("refused"));
        var page = await visitor.EnterPasswordAsync(account);
        Assert.Equal(0, page.WaitSeconds);

        page = await visitor.SubmitAsync(page, "Call again");

        Assert.StartsWith("We're calling", page.CodeSaid, StringComparison.Ordinal);
        page = await visitor.EnterCodeAsync(page, await _site.CodeAsync(account.Number));
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_AnswerLostAfterTheCall_TakesTheCodeThatRang()
    {
        using var visitor = _site.Visitor();
        var account = await _site.CreateAccountAsync();
        _site.Simulator.QueueFault(Fault("cut after"));
        var page = await visitor.EnterPasswordAsync(account);
        Assert.Equal(60, page.WaitSeconds);

        page = await visitor.EnterCodeAsync(page, (await _site.CodeAsync(account.Number)));

        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task FirstPhone_GatewayFault_GoesToTheCodePageWhichSaysWhatToDo(string fault, string tone, string expected, int calls)
    {
        using var visitor = _site.Visitor();
        await visitor.EnterPasswordAsync(await _site.CreateAccountAsync(number: null, secondFactor: false));
        var number = _site.NextNumber();
        _site.Simulator.QueueFault(Fault(fault));

        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", number));

        Assert.Equal((HttpStatusCode.OK, "/Phone/Confirm"), (page.Status, page.Path));
        Assert.Equal((tone, expected), (page.Tone, page.CodeSaid));
        Assert.Equal(tone is "wait", page.TakesACode);
        Assert.Equal(calls, (await _site.CallsAsync(number)).Count);
    }

    private static SimulatorFault Fault(string name) => name switch
    {
        "refused" => SimulatorFault.Refuse("-204"),
        "failing" => SimulatorFault.Http(503),
        "cut before" => SimulatorFault.CutBefore(),
        "cut after" => SimulatorFault.CutAfter(),
        "garbage" => SimulatorFault.Garbage(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}

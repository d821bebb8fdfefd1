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

    public static TheoryData<string, string, int> Faults => new()
    {
        { "refused", "could not be placed. Try \u201cCall me again\u201d", 0 },
        { "failing", "We do not know whether the call went out", 0 },
        { "cut before", "We do not know whether the call went out", 0 },
        { "cut after", "We do not know whether the call went out. If your phone rings, type the code", 1 },
        { "garbage", "We do not know whether the call went out", 0 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task LogIn_GatewayFault_GoesToTheCodePageWhichSaysWhatToDo(string fault, string expected, int calls)
    {
        using var visitor = _site.Visitor();
        var account = await _site.CreateAccountAsync();
        _site.Simulator.QueueFault(Fault(fault));

        var page = await visitor.EnterPasswordAsync(account);

        Assert.Equal((HttpStatusCode.OK, "/Account/LoginWithVoiceCode"), (page.Status, page.Path));
        Assert.Contains(expected, page.Alert, StringComparison.Ordinal);
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
        Assert.Null(page.Document.QuerySelector("[data-wait-seconds]"));

        page = await visitor.SubmitAsync(page, "Call me again");

        Assert.Contains("about to ring", page.Text, StringComparison.Ordinal);
        page = await visitor.EnterCodeAsync(page, await _site.CodeAsync(account.Number));
        Assert.Contains("You are logged in", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_AnswerLostAfterTheCall_TakesTheCodeThatRang()
    {
        using var visitor = _site.Visitor();
        var account = await _site.CreateAccountAsync();
        _site.Simulator.QueueFault(Fault("cut after"));
        var page = await visitor.EnterPasswordAsync(account);
        Assert.Contains("The next call is possible in 60 seconds", page.Text, StringComparison.Ordinal);

        page = await visitor.EnterCodeAsync(page, (await _site.CodeAsync(account.Number)));

        Assert.Contains("You are logged in", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task FirstPhone_GatewayFault_GoesToTheCodePageWhichSaysWhatToDo(string fault, string expected, int calls)
    {
        using var visitor = _site.Visitor();
        await visitor.EnterPasswordAsync(await _site.CreateAccountAsync(number: null, secondFactor: false));
        var number = _site.NextNumber();
        _site.Simulator.QueueFault(Fault(fault));

        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Account/Manage/Phone"), "Call this number", ("Input.PhoneNumber", number));

        Assert.Equal((HttpStatusCode.OK, "/Account/Manage/ConfirmPhone"), (page.Status, page.Path));
        Assert.Contains(expected, page.Alert, StringComparison.Ordinal);
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

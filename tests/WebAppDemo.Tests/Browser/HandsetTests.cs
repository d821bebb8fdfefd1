using Microsoft.Playwright;
using Ytx.Voice.Simulator;

namespace WebAppDemo.Tests;

/// <summary>The virtual handset's page: what it shows of a call, and what its buttons do.</summary>
public sealed class HandsetTests(PushedSite site) : IClassFixture<PushedSite>
{
    // A browser with a voice shows each digit as it is spoken, one without at a steady pace.
    private const string NoVoice = "Object.defineProperty(window, 'speechSynthesis', { value: undefined })";

    [Fact]
    public async Task Code_CallIsAnswered_AppearsDigitByDigit()
    {
        var opened = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        await using var handset = await site.OpenHandsetAsync(prepare: async page =>
        {
            await page.AddInitScriptAsync(NoVoice);
            await page.Clock.InstallAsync(new() { TimeDate = opened });
        });
        await handset.Page.Clock.PauseAtAsync(opened.AddHours(1));
        var (number, code) = await RingAsync();
        var (veil, shown) = (handset.Call(number).Locator("[data-veil]"), handset.Call(number).Locator("[data-code]"));
        await Assertions.Expect(veil).ToHaveTextAsync("••••••");
        await Assertions.Expect(shown).ToBeHiddenAsync();
        await Assertions.Expect(handset.Button(number, "Copy")).ToBeHiddenAsync();

        await handset.PressAsync(number, "Answer");
        await Assertions.Expect(State(handset, number)).ToHaveTextAsync("On the phone");
        for (var digits = 0; digits < code.Length; digits++)
        {
            await Assertions.Expect(veil).ToHaveTextAsync(code[..digits] + new string('•', code.Length - digits));
            await handset.Page.Clock.RunForAsync(600);
        }

        await Assertions.Expect(shown).ToBeVisibleAsync();
        await Assertions.Expect(shown).ToHaveTextAsync(code);
        await Assertions.Expect(veil).ToBeHiddenAsync();
        Assert.Empty(handset.Complaints);
    }

    [Fact]
    public async Task ShowAtOnce_On_ShowsTheCodeOfARingingCallAfterAReloadToo()
    {
        await using var handset = await site.OpenHandsetAsync();
        var (number, code) = await RingAsync();
        var shown = handset.Call(number).Locator("[data-code]");
        await Assertions.Expect(shown).ToBeHiddenAsync();

        await ShowAtOnce(handset).CheckAsync();
        await Assertions.Expect(shown).ToHaveTextAsync(code);
        await Assertions.Expect(shown).ToBeVisibleAsync();
        await handset.Page.ReloadAsync();

        await Assertions.Expect(ShowAtOnce(handset)).ToBeCheckedAsync();
        await Assertions.Expect(shown).ToBeVisibleAsync();
        Assert.Empty(handset.Complaints);
    }

    [Theory]
    [InlineData("en-US", "Answer", "On the phone")]
    [InlineData("en-US", "Decline", "Declined")]
    [InlineData("en-US", "Switch off", "Switched off")]
    [InlineData("zh-CN", "接听", "通话中")]
    [InlineData("zh-CN", "拒接", "已拒接")]
    [InlineData("zh-CN", "关机", "已关机")]
    public async Task Button_Pressed_DoesSoAndTheTitleRingsUntilThen(string language, string button, string state)
    {
        var (title, ringing) = language is "en-US"
            ? ("Virtual handset", "☎ Incoming call: ") : ("虚拟话机", "☎ 来电：");
        await using var handset = await site.OpenHandsetAsync(language);
        await EndOtherCallsAsync();
        await Assertions.Expect(handset.Page).ToHaveTitleAsync(title);
        var (number, _) = await RingAsync();
        await Assertions.Expect(handset.Page).ToHaveTitleAsync($"{ringing}{number[..3]} {number[3..7]} {number[7..]}");

        await handset.PressAsync(number, button);

        await Assertions.Expect(State(handset, number)).ToHaveTextAsync(state);
        await Assertions.Expect(handset.Button(number, button)).ToBeHiddenAsync();
        await Assertions.Expect(handset.Page).ToHaveTitleAsync(title);
        Assert.Empty(handset.Complaints);
    }

    [Theory]
    [InlineData("en-US", "Let it ring", "Nobody answers. It rings until the network gives up.", "No answer")]
    [InlineData("zh-CN", "不接听", "无人接听，将响铃至网络挂断。", "无人接听")]
    public async Task LetItRing_Pressed_RingsOnUntilNobodyHasAnswered(string language, string button, string note, string state)
    {
        await using var handset = await site.OpenHandsetAsync(language);
        var (number, _) = await RingAsync();

        await handset.PressAsync(number, button);

        await Assertions.Expect(handset.Call(number).Locator("[data-field=note]")).ToHaveTextAsync(note);
        await Assertions.Expect(handset.Call(number)).ToHaveAttributeAsync("data-state", "ringing");
        site.Clock.Advance(TimeSpan.FromSeconds(31));
        await Assertions.Expect(State(handset, number)).ToHaveTextAsync(state);
        Assert.Empty(handset.Complaints);
    }

    [Fact]
    public async Task Buttons_OfEachCall_AreAGroupNamedByItsNumber()
    {
        await using var handset = await site.OpenHandsetAsync();
        var (number, _) = await RingAsync();
        var (other, _) = await RingAsync();

        foreach (var called in new[] { number, other })
        {
            var group = handset.Page.GetByRole(AriaRole.Group, new()
            {
                Name = $"What to do with this call {called[..3]} {called[3..7]} {called[7..]}",
            });
            await Assertions.Expect(group).ToHaveCountAsync(1);
        }
    }

    [Fact]
    public async Task Chip_Pressed_CountsAndIsUsedUpByTheNextCall()
    {
        await using var handset = await site.OpenHandsetAsync();
        var count = handset.Page.Locator("[data-count=faults]");
        var news = handset.Page.Locator("#news");
        await Assertions.Expect(count).ToHaveTextAsync("none queued");
        await Assertions.Expect(news).ToBeEmptyAsync();

        await Chip(handset, "Refused").ClickAsync();
        await Assertions.Expect(count).ToHaveTextAsync("1 queued");
        await Assertions.Expect(news).ToHaveTextAsync("Next call: 1 queued");
        using var visitor = site.Visitor();
        var page = await visitor.EnterPasswordAsync(await site.CreateAccountAsync());

        Assert.Contains("The call didn't go out", page.Alert, StringComparison.Ordinal);
        await Assertions.Expect(count).ToHaveTextAsync("none queued");
        Assert.Empty(handset.Complaints);
    }

    [Fact]
    public async Task Chip_QueueIsFull_SaysSoUntilSomethingWorks()
    {
        await using var handset = await site.OpenHandsetAsync();
        for (var i = 0; i < 1000; i++)
        {
            site.Simulator.QueueFault(SimulatorFault.Http(503));
        }

        await Chip(handset, "Refused").ClickAsync();
        await Assertions.Expect(Trouble(handset)).ToHaveTextAsync("The queue is full. Forget some faults first.");
        await Assertions.Expect(Trouble(handset)).ToBeVisibleAsync();

        await Chip(handset, "Forget them").ClickAsync();
        await Assertions.Expect(Trouble(handset)).ToBeHiddenAsync();
        await Assertions.Expect(handset.Page.Locator("[data-count=faults]")).ToHaveTextAsync("none queued");
    }

    [Fact]
    public async Task Button_CallIsOverMeanwhile_SaysThatItIsTooLate()
    {
        await using var handset = await site.OpenHandsetAsync();
        var (number, _) = await RingAsync();
        await Assertions.Expect(handset.Button(number, "Decline")).ToBeVisibleAsync();
        await handset.Page.RouteAsync("**/decline", route =>
        {
            site.Simulator.SwitchOff(site.Simulator.Calls.First(call => call.Dst == number));
            return route.ContinueAsync();
        });

        await handset.PressAsync(number, "Decline");

        await Assertions.Expect(Trouble(handset)).ToHaveTextAsync("Too late: this call is over.");
        await Assertions.Expect(Trouble(handset)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Copy_PressedTwice_SaysCopyAgainAfterwards()
    {
        await using var handset = await site.OpenHandsetAsync(prepare: async page =>
        {
            await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
            await page.Clock.InstallAsync();
        });
        var (number, code) = await RingAsync();
        await ShowAtOnce(handset).CheckAsync();
        var copy = handset.Call(number).Locator("[data-copy]");

        await copy.ClickAsync();
        await Assertions.Expect(copy).ToHaveTextAsync("Copied");
        await copy.ClickAsync();
        await Assertions.Expect(copy).ToHaveTextAsync("Copied");
        Assert.Equal(code, await handset.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await handset.Page.Clock.FastForwardAsync(3000);

        await Assertions.Expect(copy).ToHaveTextAsync("Copy");
        Assert.Empty(handset.Complaints);
    }

    private async Task<(string Number, string Code)> RingAsync()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        await visitor.EnterPasswordAsync(account);
        return (account.Number, await site.CodeAsync(account.Number));
    }

    /// <summary>The title rings for whatever rings, so what other tests left is ended.</summary>
    private async Task EndOtherCallsAsync()
    {
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.Simulator.WaitForPushesAsync(TestContext.Current.CancellationToken);
    }

    private static ILocator State(Handset handset, string number) => handset.Call(number).Locator("[data-field=state]");

    private static ILocator Trouble(Handset handset) => handset.Page.Locator("#trouble");

    private static ILocator ShowAtOnce(Handset handset) =>
        handset.Page.GetByRole(AriaRole.Switch, new() { Name = "Show at once" });

    private static ILocator Chip(Handset handset, string name) =>
        handset.Page.Locator("section[aria-labelledby=faults]").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}

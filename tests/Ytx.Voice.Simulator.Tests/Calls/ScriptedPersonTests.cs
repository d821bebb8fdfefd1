using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ytx.Identity.Tests;

namespace Ytx.Voice.Simulator.Tests;

public sealed partial class ScriptedPersonTests : SimulatorTest
{
    [Theory]
    [InlineData("01", 2, SimulatedCallState.Ringing, SimulatedCallState.Answered)]
    [InlineData("01", 17, SimulatedCallState.Answered, SimulatedCallState.Ended)]
    [InlineData("02", 0, null, SimulatedCallState.Busy)]
    [InlineData("03", 30, SimulatedCallState.Ringing, SimulatedCallState.NoAnswer)]
    [InlineData("04", 0, null, SimulatedCallState.SwitchedOff)]
    [InlineData("05", 0, null, SimulatedCallState.NoSuchNumber)]
    [InlineData("06", 4, SimulatedCallState.Ringing, SimulatedCallState.Voicemail)]
    [InlineData("07", 3, SimulatedCallState.Ringing, SimulatedCallState.Declined)]
    [InlineData("08", 0, null, SimulatedCallState.OutOfService)]
    [InlineData("09", 0, null, SimulatedCallState.Unreachable)]
    [InlineData("10", 0, null, SimulatedCallState.Suspended)]
    [InlineData("11", 0, null, SimulatedCallState.Unknown)]
    public async Task State_OfAScriptedMobile_ComesAtItsTime(
        string digits, int seconds, SimulatedCallState? before, SimulatedCallState then)
    {
        await PlaceAsync(dst: $"139112812{digits}");
        var call = Assert.Single(Simulator.Calls);
        Assert.Equal(digits, call.ScriptedPerson);

        if (before is not null)
        {
            Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.Equal(before, call.State);
            Clock.Advance(TimeSpan.FromTicks(1));
        }

        Assert.Equal(then, call.State);
    }

    [Theory]
    [InlineData("02", "用户正忙")]
    [InlineData("03", "无应答")]
    [InlineData("04", "关机")]
    [InlineData("05", "空号")]
    [InlineData("06", "应答|正常")]
    [InlineData("07", "用户拒接")]
    [InlineData("08", "停机")]
    [InlineData("09", "无法拨通")]
    [InlineData("10", "暂停服务")]
    [InlineData("11", "未知")]
    public async Task StateDesc_WhenOver_IsTheGatewaysWord(string digits, string stateDesc)
    {
        await PlaceAsync(dst: $"139112812{digits}");
        Clock.Advance(TimeSpan.FromMinutes(1));

        var call = Assert.Single(Simulator.Calls);
        Assert.Equal((stateDesc, digits == "06" ? 0.12m : 0), (call.StateDesc, call.Cost));
    }

    [Theory]
    [InlineData("13911281234")]
    [InlineData("13911281235")]
    [InlineData("16010000000")]
    [InlineData("01085485002")]
    public async Task Numbers_OfTheDocumentTheTestsAndLandlines_AreNotScripted(string dst)
    {
        await PlaceAsync(dst: dst);
        Clock.Advance(TimeSpan.FromSeconds(3));

        var call = Assert.Single(Simulator.Calls);
        Assert.Equal((null, SimulatedCallState.Answered), (call.ScriptedPerson, call.State));
    }

    [Fact]
    public async Task ScriptedPeople_ByDefault_AreOffAndWithAHostOn()
    {
        Assert.False(new SimulatorOptions().ScriptedPeople);

        Assert.True(await OfHostAsync(null));
        Assert.False(await OfHostAsync(options => options.ScriptedPeople = false));

        static async Task<bool> OfHostAsync(Action<SimulatorOptions>? configure)
        {
            var services = new ServiceCollection().AddYtxSimulator(configure).AddYtxSimulator();
            await using var provider = services.BuildServiceProvider();
            return provider.GetRequiredService<IOptions<SimulatorOptions>>().Value.ScriptedPeople;
        }
    }

    [Fact]
    public async Task Table_OfTheReadmeAndOfThePage_NamesEach()
    {
        var readme = Repository.Read("src/Ytx.Voice.Simulator/README.md");
        var html = await Client.GetStringAsync("/", Cancelled);

        var written = ReadmeRow().Matches(readme).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}");
        var shown = PageRow().Matches(html).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}").ToList();

        Assert.Equal(11, shown.Count);
        Assert.Equal(shown, written);
    }

    private protected override void Configure(SimulatorOptions options) => options.ScriptedPeople = true;

    [GeneratedRegex(@"^\| …(\d\d) \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex ReadmeRow();

    [GeneratedRegex("<tr><td>…(\\d\\d)</td><td>([^<]+)</td></tr>")]
    private static partial Regex PageRow();
}

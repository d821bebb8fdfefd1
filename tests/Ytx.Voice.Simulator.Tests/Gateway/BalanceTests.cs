using System.Net;

namespace Ytx.Voice.Simulator.Tests;

public sealed class BalanceTests : SimulatorTest
{
    private static readonly Dictionary<string, (Action<GatewayCall> Spoil, string Status, string Where)> Violations = new()
    {
        ["version of calls"] = (c => c.Version = "201512", "-101", "version"),
        ["func of calls"] = (c => c.Func = "call", "-101", "func"),
        ["funcURL spelt rightly"] = (c => c.Function = "getBalance.wx", "-101", "version"),
        ["account unknown"] = (c => c.PathAccount = c.HeaderAccount = "other-account", "-200", "accountSID"),
        ["Authorization absent"] = (c => c.Authorization = "", "-202", "Authorization"),
        ["Sign of another token"] = (c => c.Token = "other-token", "-203", "Sign"),
        ["body empty"] = (c => c.Text = "", "-4", "body"),
        ["action absent"] = (c => c.Fields.Remove("action"), "-2", "action"),
        ["appid absent"] = (c => c.Fields.Remove("appid"), "-2", "appid"),
        ["action spelt rightly"] = (c => c.Fields["action"] = "queryBalance", "-3", "queryBlance"),
        ["appid of another"] = (c => c.Fields["appid"] = "other-app", "-205", "appid"),
        ["action a list"] = (c => c.Fields["action"] = new[] { "queryBlance" }, "-101", "action"),
    };

    public static TheoryData<string> ViolationNames => [.. Violations.Keys];

    [Fact]
    public async Task Balance_Asked_IsTheDocumentedAnswer()
    {
        Simulator.Balance = 7.08m;

        using var response = await Client.SendAsync(GatewayCall.ForBalance(Clock.GetUtcNow()).ToRequest(), Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"AccountSID":"simulator-account","Blance":7.08}""", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Balance_AfterCalls_IsLessByTheAnsweredOnes()
    {
        Assert.Equal(7.08m, Simulator.Balance);
        await PlaceAsync();
        await PlaceAsync();
        Simulator.Decline(Simulator.Calls[0]);
        Clock.Advance(TimeSpan.FromSeconds(18) - TimeSpan.FromTicks(1));
        Assert.Equal(7.08m, Simulator.Balance);

        Clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(6.96m, Simulator.Balance);
        Assert.Equal("""{"balance":6.96}""", await Client.GetStringAsync("/_simulator/balance", Cancelled));
    }

    [Fact]
    public async Task Call_AccountEmpty_IsRefusedUntilThereIsMoney()
    {
        using (var set = await Client.PutAsync("/_simulator/balance", Json("""{"balance":0.11}"""), Cancelled))
        {
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        }

        var answer = await SendAsync(NewCall());
        Assert.Equal("-204", (string?)answer["statusCode"]);
        Assert.StartsWith("余额不足", (string?)answer["statusMsg"], StringComparison.Ordinal);
        Assert.Empty(Simulator.Calls);
        Assert.Equal(0.11m, (decimal?)(await SendAsync(GatewayCall.ForBalance(Clock.GetUtcNow())))["Blance"]);

        Simulator.Balance = 0.12m;
        await PlaceAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"balance":"7"}""")]
    [InlineData("""{"balance":7,"colour":"red"}""")]
    public async Task Set_NotABalance_IsRefused(string body)
    {
        using var response = await Client.PutAsync("/_simulator/balance", Json(body), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(7.08m, Simulator.Balance);
    }

    [Theory]
    [MemberData(nameof(ViolationNames))]
    public async Task Balance_OneRuleBroken_AnswersItsCode(string name)
    {
        var ask = GatewayCall.ForBalance(Clock.GetUtcNow());
        var (spoil, status, where) = Violations[name];
        spoil(ask);

        var answer = await SendAsync(ask);

        Assert.Equal(["statusCode", "statusMsg", "requestId"], answer.Select(pair => pair.Key));
        Assert.Equal(status, (string?)answer["statusCode"]);
        Assert.Contains(where, (string?)answer["statusMsg"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_OnTheBalance_LeaveCallsAlone()
    {
        Simulator.QueueFault(SimulatorFault.Refuse("-202").On(SimulatorOperation.Balance));

        await PlaceAsync();

        Assert.Equal("-202", (string?)(await SendAsync(GatewayCall.ForBalance(Clock.GetUtcNow())))["statusCode"]);
        Assert.Equal(7.08m, (decimal?)(await SendAsync(GatewayCall.ForBalance(Clock.GetUtcNow())))["Blance"]);
    }

    private protected override void Configure(SimulatorOptions options) => options.Balance = 7.08m;
}

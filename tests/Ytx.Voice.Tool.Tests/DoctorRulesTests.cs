using System.Text.Json;

namespace Ytx.Voice.Tool.Tests;

/// <summary>What the doctor says of the environment, of codes and of each account.</summary>
public sealed class DoctorRulesTests
{
    private const string NotFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData("Production", "Sandbox", "warn")]
    [InlineData("Development", "Production", "warn")]
    [InlineData("Development", "Sandbox", "ok")]
    [InlineData("Production", "Production", "ok")]
    public async Task Doctor_GatewayOfAnotherEnvironment_IsAWarning(string host, string gateway, string result)
    {
        await using var proxy = new OneAnswer(NotFound);

        var run = await DoctorAsync(
            proxy.Address, host, ("Ytx__Proxy", proxy.Address.ToString()), ("Ytx__BaseAddress", null), ("Ytx__Environment", gateway));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(result, Find(run, "host").GetProperty("result").GetString());
    }

    [Theory]
    [InlineData("Development", 0, "ok")]
    [InlineData("Staging", 1, "fail")]
    [InlineData("Production", 1, "fail")]
    public async Task Doctor_SimulatorThatAnswers_FailsOutsideDevelopment(string host, int exitCode, string result)
    {
        await using var simulator = await ToolRun.StartSimulatorAsync();

        var run = await DoctorAsync(simulator.Address, host);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(result, Find(run, "simulator").GetProperty("result").GetString());
    }

    [Theory]
    [InlineData("simulator-account", "fail")]
    [InlineData("account", "ok")]
    public async Task Doctor_MadeUpAccountInProduction_Fails(string account, string result)
    {
        await using var gateway = new OneAnswer(NotFound);

        var run = await DoctorAsync(gateway.Address, "Production", ("Ytx__AccountSid", account));

        Assert.Equal(result, Find(run, "simulator").GetProperty("result").GetString());
    }

    [Fact]
    public async Task Doctor_AccountWithAPipelineOnly_IsAnotherVendorsAndItsPipelineIsShown()
    {
        await using var gateway = new OneAnswer(NotFound);

        var run = await DoctorAsync(
            gateway.Address, "Development", ("Ytx__Accounts__vendor__Pipeline__MaxConcurrentCalls", "7"));

        Assert.Equal(0, run.ExitCode);
        var row = JsonDocument.Parse(run.Output).RootElement.EnumerateArray().Single(
            check => check.GetProperty("name").GetString() is "pipeline" && check.TryGetProperty("account", out var account)
                && account.GetString() is "vendor");
        Assert.StartsWith("7 calls at once", row.GetProperty("finding").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_OldKeys_AreWarningsThatNameTheNewOnes()
    {
        await using var gateway = new OneAnswer(NotFound);

        var run = await DoctorAsync(
            gateway.Address, "Development", ("Ytx__Timeout", "00:00:05"), ("Ytx__Codes__NumberOwner", "1 in 1h"));

        Assert.Equal(0, run.ExitCode);
        var fixes = JsonDocument.Parse(run.Output).RootElement.EnumerateArray()
            .Where(check => check.GetProperty("result").GetString() is "warn" && check.GetProperty("name").GetString() is "settings")
            .Select(check => check.GetProperty("fix").GetString()!.Split('.')[0]);
        Assert.Equal(
            ["Ytx:Timeout has moved to Ytx:Pipeline:Timeout", "Ytx:Codes:NumberOwner has moved to Ytx:Limits:NumberOwner"], fixes);
    }

    [Theory]
    [InlineData(null, null, null, "warn")]
    [InlineData("Development", null, null, "ok")]
    [InlineData(null, "Development", null, "ok")]
    [InlineData("Development", "Production", null, "ok")]
    [InlineData("Development", null, "Production", "warn")]
    public async Task Doctor_Environment_IsTheOptionThenTheVariablesThenProduction(
        string? aspNetCore, string? dotNet, string? option, string budget)
    {
        await using var gateway = new OneAnswer(NotFound);
        var settings = ToolRun.Settings(gateway.Address);
        settings["ASPNETCORE_ENVIRONMENT"] = aspNetCore;
        settings["DOTNET_ENVIRONMENT"] = dotNet;

        var run = await ToolRun.OfAsync(
            option is null ? ["doctor", "--json"] : ["doctor", "--json", "--environment", option], settings);

        Assert.Equal(budget, Find(run, "budget").GetProperty("result").GetString());
    }

    [Theory]
    [InlineData("KUBERNETES_SERVICE_HOST", "10.0.0.1", "warn")]
    [InlineData("WEBSITE_INSTANCE_ID", "f00", "warn")]
    [InlineData("HOSTNAME", "web-1", "ok")]
    public async Task Doctor_StoreInMemory_IsAWarningWhereMoreHostsAreHinted(string variable, string value, string result)
    {
        await using var gateway = new OneAnswer(NotFound);
        await using var second = new OneAnswer(NotFound);
        var key = Convert.ToBase64String(new byte[32]);

        var alone = await DoctorAsync(gateway.Address, "Production", (variable, value));
        var shared = await DoctorAsync(second.Address, "Production", (variable, value), ("Ytx__Store__Key", key));

        var check = Find(alone, "store");
        Assert.Equal(result, check.GetProperty("result").GetString());
        Assert.Equal(
            result is "warn",
            check.TryGetProperty("fix", out var fix) && fix.GetString()!.Contains(".AddRedisVoiceCodeStore()", StringComparison.Ordinal));
        Assert.Equal("ok", Find(shared, "store").GetProperty("result").GetString());
        Assert.DoesNotContain(key, shared.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_DestinationsThatTheGatewayCannotRing_AreNamed()
    {
        await using var gateway = new OneAnswer(NotFound);
        await using var second = new OneAnswer(NotFound);

        var foreign = await DoctorAsync(
            gateway.Address, "Production", ("Ytx__Destinations__Allowed__US__0", "Mobile"), ("Ytx__Destinations__Allowed__CN__0", "Mobile"));
        var home = await DoctorAsync(second.Address, "Production");

        Assert.Equal("warn", Find(foreign, "regions").GetProperty("result").GetString());
        Assert.Equal("the sender in use cannot call US", Find(foreign, "regions").GetProperty("finding").GetString());
        Assert.Equal("ok", Find(home, "regions").GetProperty("result").GetString());
    }

    [Fact]
    public async Task Doctor_Budget_IsShown()
    {
        await using var gateway = new OneAnswer(NotFound);

        var run = await DoctorAsync(gateway.Address, "Production", ("Ytx__Limits__DailyBudget", "5000"));

        Assert.Equal("5000 calls in 24 hours at most", Find(run, "budget").GetProperty("finding").GetString());
    }

    [Theory]
    [InlineData("Ytx__DisplayNumber", "", "display", "Ytx:DisplayNumber is required")]
    [InlineData("Ytx__Codes__Length", "4", "codes", "Ytx:Codes:Length must")]
    [InlineData("Ytx__Limits__NumberOwner", "three an hour", "codes", "Ytx:Limits:NumberOwner cannot be read. Write limits as '3 in 10m, 5 in 1h, 10 in 24h'")]
    [InlineData("Ytx__Codes__Lenght", "6", "codes", "Ytx:Codes:Lenght is not a known setting. Did you mean Ytx:Codes:Length?")]
    [InlineData("Ytx__Code__Length", "6", "settings", "Ytx:Code is not a known setting. Did you mean Ytx:Codes?")]
    [InlineData("Ytx__Destinations__Allowed__US__0", "Cell", "codes", "Ytx:Destinations:Allowed:US:0 must be Mobile, ")]
    [InlineData("Ytx__Destinations__Allowed__US", "Mobile", "codes", "Ytx:Destinations:Allowed:US must be a list")]
    public async Task Doctor_WrongSetting_HasARowOfItsOwnAndReachesForNobody(string key, string value, string row, string fix)
    {
        await using var gateway = new OneAnswer(NotFound);

        var run = await DoctorAsync(gateway.Address, "Production", (key, value));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("fail", Find(run, row).GetProperty("result").GetString());
        Assert.StartsWith(fix, Find(run, row).GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Empty(gateway.Request);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task Doctor_NoCoolDown_HoldsInDevelopmentOnly(string host, bool holds)
    {
        await using var gateway = new OneAnswer(NotFound);

        var run = await DoctorAsync(gateway.Address, host, ("Ytx__Limits__CoolDown", "00:00:00"));

        Assert.Equal(holds ? "ok" : "fail", Find(run, "codes").GetProperty("result").GetString());
    }

    [Fact]
    public async Task Doctor_NamedAccounts_AreCheckedEach()
    {
        await using var gateway = new OneAnswer(NotFound);
        await using var backup = await ToolRun.StartSimulatorAsync();
        var settings = ToolRun.Settings(gateway.Address, Backup(backup.Address));

        var run = await ToolRun.OfAsync(["doctor", "--environment", "Production"], settings);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ok    settings   complete, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("ok    settings   account backup-2: complete, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("ok    simulator  none", run.Output, StringComparison.Ordinal);
        Assert.Contains("fail  simulator  account backup-2: a simulator", run.Output, StringComparison.Ordinal);
        Assert.Contains("Set Ytx:Accounts:backup-2:Environment or ", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("GET / ", gateway.Request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PlayCount", "9", "Ytx:Accounts:backup-2:PlayCount must be 1 to 3.")]
    [InlineData("PlayCount", "canary", "Ytx:Accounts:backup-2:PlayCount must be a whole number.")]
    [InlineData("PlayCuont", "canary", "Ytx:Accounts:backup-2:PlayCuont is not a known setting. Did you mean Ytx:Accounts:backup-2:PlayCount?")]
    public async Task Doctor_NamedAccountWrong_IsARowWithItsKey(string key, string value, string fix)
    {
        await using var gateway = new OneAnswer(NotFound);
        var settings = ToolRun.Settings(gateway.Address, [.. Backup(gateway.Address), ($"Accounts__backup-2__{key}", value)]);

        var run = await ToolRun.OfAsync(["doctor", "--json"], settings);

        Assert.Equal(2, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        var wrong = Assert.Single(
            json.RootElement.EnumerateArray(), check => check.GetProperty("result").GetString() is "fail");
        Assert.Equal("backup-2", wrong.GetProperty("account").GetString());
        Assert.Equal(fix, wrong.GetProperty("fix").GetString());
        Assert.DoesNotContain("canary", run.Output, StringComparison.Ordinal);
        Assert.Empty(gateway.Request);
    }

    private static (string Key, string? Value)[] Backup(Uri address) =>
    [
        ("Accounts__backup-2__BaseAddress", address.ToString()),
        ("Accounts__backup-2__AccountSid", "account-2"),
        ("Accounts__backup-2__AuthToken", ToolRun.Token),
        ("Accounts__backup-2__AppId", "app-2"),
        ("Accounts__backup-2__DisplayNumber", "01085485069"),
    ];

    private static Task<ToolRun> DoctorAsync(Uri address, string host, params (string Key, string? Value)[] variables)
    {
        var settings = ToolRun.Settings(address);
        foreach (var (key, value) in variables)
        {
            settings[key] = value;
        }

        return ToolRun.OfAsync(["doctor", "--json", "--environment", host], settings);
    }

    private static JsonElement Find(ToolRun run, string name)
    {
        using var json = JsonDocument.Parse(run.Output);
        return Assert.Single(json.RootElement.EnumerateArray(), check => check.GetProperty("name").GetString() == name).Clone();
    }
}

namespace Ytx.Voice.Tool.Tests;

/// <summary>Where settings come from, seen through <c>sign</c>, which prints the account.</summary>
public sealed class GatewaySettingsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ytx-voice").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Open_ThreeSources_TheLaterWins()
    {
        Write("appsettings.json", """{"Ytx":{"BaseAddress":"https://gateway.example","AccountSid":"from-appsettings","AuthToken":"t","AppId":"a","DisplayNumber":"95000"}}""");
        Write("other.json", """{"Ytx":{"AccountSid":"from-file"}}""");
        var variables = new Dictionary<string, string?> { ["Ytx__AccountSid"] = "from-environment" };

        Assert.Contains("/sid/from-appsettings/", await SignAsync(), StringComparison.Ordinal);
        Assert.Contains("/sid/from-file/", await SignAsync("--config", "other.json"), StringComparison.Ordinal);
        Assert.Contains(
            "/sid/from-file/", await SignAsync("--config", Path.Combine(_directory, "other.json")), StringComparison.Ordinal);
        var run = await ToolRun.OfAsync(["sign", "--config", "other.json"], variables, _directory);
        Assert.Contains("/sid/from-environment/", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Development", "from-secrets", "appsettings.json, then appsettings.Development.json, then user secrets, then the environment")]
    [InlineData("Production", "from-production", "appsettings.json, then appsettings.Production.json, then the environment")]
    [InlineData("Staging", "from-appsettings", "appsettings.json, then the environment")]
    public async Task Open_FilesOfTheEnvironmentAndUserSecrets_AreReadAsTheApplicationReadsThem(
        string host, string account, string sources)
    {
        Write("appsettings.json", """{"Ytx":{"BaseAddress":"https://127.0.0.1:1","AccountSid":"from-appsettings","AuthToken":"t","AppId":"a","DisplayNumber":"95000"}}""");
        Write("appsettings.Development.json", """{"Ytx":{"AccountSid":"from-development"}}""");
        Write("appsettings.Production.json", """{"Ytx":{"AccountSid":"from-production"}}""");
        Write("Site.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><UserSecretsId>site-1</UserSecretsId></PropertyGroup></Project>""");
        Directory.CreateDirectory(Path.Combine(_directory, ".microsoft", "usersecrets", "site-1"));
        Write(Path.Combine(".microsoft", "usersecrets", "site-1", "secrets.json"), """{"Ytx:AccountSid":"from-secrets"}""");
        var variables = new Dictionary<string, string?> { ["HOME"] = _directory, ["ASPNETCORE_ENVIRONMENT"] = host };

        var sign = await ToolRun.OfAsync(["sign"], variables, _directory);
        variables.Remove("ASPNETCORE_ENVIRONMENT");
        var doctor = await ToolRun.OfAsync(["doctor", "--environment", host], variables, _directory);

        Assert.Contains($"/sid/{account}/", sign.Output, StringComparison.Ordinal);
        Assert.Contains($"ok    sources    {sources}{Environment.NewLine}", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SecretsThatAreNoJson_AreNamed()
    {
        Write("Site.csproj", "<Project><PropertyGroup><UserSecretsId>site-1</UserSecretsId></PropertyGroup></Project>");
        Directory.CreateDirectory(Path.Combine(_directory, "Microsoft", "UserSecrets", "site-1"));
        Write(Path.Combine("Microsoft", "UserSecrets", "site-1", "secrets.json"), "secret-canary");

        var run = await ToolRun.OfAsync(
            ["sign"], new() { ["APPDATA"] = _directory, ["DOTNET_ENVIRONMENT"] = "Development" }, _directory);

        Assert.Equal("The settings file user secrets is not valid JSON.", run.ErrorLine);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("secret-canary")]
    [InlineData("{\"Ytx\":{\"AuthToken\":\"secret-canary}}")]
    public async Task Open_FileThatIsNoJson_IsNamed(string text)
    {
        Write("broken.json", text);

        var run = await ToolRun.OfAsync(["sign", "--config", "broken.json"], directory: _directory);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("The settings file broken.json is not valid JSON.", run.ErrorLine);
    }

    [Theory]
    [InlineData("missing.json")]
    [InlineData("missing/missing.json")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task Open_FileThatIsNotThere_IsSaid(string file)
    {
        var run = await ToolRun.OfAsync(["doctor", "--config", file], directory: _directory);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("cannot be opened", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PlayCount", "canary")]
    [InlineData("ConnectTimeout", "canary")]
    [InlineData("Environment", "canary")]
    [InlineData("AllowInsecureTransport", "canary")]
    public async Task Open_ValueOfAnotherKind_NamesTheKeyAndNotTheValue(string key, string value)
    {
        var run = await ToolRun.OfAsync(["sign"], ToolRun.Settings(new Uri("https://gateway.example"), (key, value)));

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"Ytx:{key} ", run.ErrorLine, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", run.ErrorLine, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);

    private async Task<string> SignAsync(params string[] more) =>
        (await ToolRun.OfAsync(["sign", .. more], directory: _directory)).Output;
}

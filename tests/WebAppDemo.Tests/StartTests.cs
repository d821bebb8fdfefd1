using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ytx.Voice.Simulator;

namespace WebAppDemo.Tests;

public sealed class StartTests
{
    private static readonly Dictionary<string, string?> Gateway = new()
    {
        ["Ytx:AccountSid"] = "account",
        ["Ytx:AuthToken"] = "token",
        ["Ytx:AppId"] = "app",
        ["Ytx:DisplayNumber"] = "01085485069",
    };

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Start_OutsideDevelopmentWithoutGateway_FailsAndSaysWhatIsMissing(string environment)
    {
        var (exit, error) = await RunAsync(environment);

        Assert.NotEqual(0, exit);
        Assert.Contains("Ytx:AccountSid must be", error, StringComparison.Ordinal);
        Assert.Contains("Ytx:BaseAddress", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ytx:AccountSid", "account")]
    [InlineData("Ytx:BaseAddress", "https://gateway.example.com")]
    [InlineData("Ytx:Environment", "Sandbox")]
    public async Task Start_DevelopmentWithPartOfAGateway_FailsInsteadOfSimulating(string key, string value)
    {
        var (exit, error) = await RunAsync("Development", $"--{key}={value}");

        Assert.NotEqual(0, exit);
        Assert.Contains(nameof(OptionsValidationException), error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Start_WithGateway_HasNeitherSimulatorNorDemoUser(string environment)
    {
        await using var simulator = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0") }, cancellationToken: TestContext.Current.CancellationToken);
        await using var site = new ConfiguredSite(environment, new(Gateway) { ["Ytx:BaseAddress"] = simulator.Address.ToString() });
        await site.InitializeAsync();
        using var visitor = site.Visitor();

        var page = await visitor.GetAsync("/Account/Login");

        Assert.Null(site.Services.GetService<IYtxSimulatorAccessor>());
        Assert.Null(await site.FindUserAsync(DemoUser.Email));
        Assert.DoesNotContain(DemoUser.Password, page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("handset", page.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Start_GatewayConfiguredAfterADemo_RemovesTheDemoUser()
    {
        var file = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}.db");
        var database = new Dictionary<string, string?> { ["ConnectionStrings:Default"] = $"Data Source={file};Pooling=False" };
        await using (var demo = new ConfiguredSite("Development", database))
        {
            await demo.InitializeAsync();
            Assert.NotNull(await demo.FindUserAsync(DemoUser.Email));
        }

        await using (var real = new ConfiguredSite("Development", new([.. database, .. Gateway, new("Ytx:Environment", "Sandbox")])))
        {
            await real.InitializeAsync();
            Assert.Null(await real.FindUserAsync(DemoUser.Email));
        }

        File.Delete(file);
    }

    [Fact]
    public async Task Start_Twice_MakesTheDemoUserAsAnnounced()
    {
        var file = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}.db");
        var database = new Dictionary<string, string?> { ["ConnectionStrings:Default"] = $"Data Source={file};Pooling=False" };
        var account = new Account(DemoUser.Email, DemoUser.Password, DemoUser.PhoneNumber[3..]);
        await using (var first = new ConfiguredSite("Development", database))
        {
            await first.InitializeAsync();
            using var visitor = first.Visitor();
            var page = await visitor.EnterPasswordAsync(account);
            await visitor.EnterCodeAsync(page, await first.CodeAsync(account.Number));
            await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call off");
        }

        await using (var second = new ConfiguredSite("Development", database))
        {
            await second.InitializeAsync();
            using var visitor = second.Visitor();
            Assert.Equal("/Account/LoginWithVoiceCode", (await visitor.EnterPasswordAsync(account)).Path);
        }

        File.Delete(file);
    }

    [Fact]
    public async Task Cookies_Production_TravelOverTlsOnlyAndBelongToThisHost()
    {
        await using var simulator = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0") }, cancellationToken: TestContext.Current.CancellationToken);
        await using var site = new ConfiguredSite("Production", new(Gateway) { ["Ytx:BaseAddress"] = simulator.Address.ToString() });
        await site.InitializeAsync();
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();

        var answer = await visitor.PostAsync(
            await visitor.GetAsync("/Account/Login"), "Log in",
            ("Input.Email", account.Email), ("Input.Password", account.Password));

        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        Assert.Contains(cookies, cookie => cookie.StartsWith("__Host-AspNetCore.Identity.TwoFactorUserId=", StringComparison.Ordinal));
        Assert.All(cookies, cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task Start_OutsideDevelopmentOnRedisWithoutStoreKey_FailsAndSaysHowToMakeOne()
    {
        var (exit, error) = await RunAsync(
            "Production", [.. Gateway.Select(setting => $"--{setting.Key}={setting.Value}"),
            "--Ytx:BaseAddress=https://gateway.example.com", "--Redis=127.0.0.1:1"]);

        Assert.NotEqual(0, exit);
        Assert.Contains("Ytx:Codes:StoreKey is required", error, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ManyAtOnceOnANewDatabase_AllServeTheOneDemoUser()
    {
        var file = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}.db");
        var database = new Dictionary<string, string?> { ["ConnectionStrings:Default"] = $"Data Source={file};Pooling=False" };
        var sites = Enumerable.Range(0, 4).Select(_ => new ConfiguredSite("Development", database)).ToList();

        await Task.WhenAll(sites.Select(site => Task.Run(async () => await site.InitializeAsync())));

        var ids = new HashSet<string>();
        foreach (var site in sites)
        {
            ids.Add((await site.FindUserAsync(DemoUser.Email))!.Id);
            await site.DisposeAsync();
        }

        Assert.Single(ids);
        File.Delete(file);
    }

    // In a process of its own: the test host and a program that fails to start would race to dispose the same services.
    private static async Task<(int Exit, string Error)> RunAsync(string environment, params string[] settings)
    {
        var file = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}.db");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])
            [
                typeof(Program).Assembly.Location, $"--environment={environment}", "--urls=http://127.0.0.1:0",
                "--Simulator:Url=http://127.0.0.1:0", $"--ConnectionStrings:Default=Data Source={file}", .. settings,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await output;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            File.Delete(file);
        }
    }
}

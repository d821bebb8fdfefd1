using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Tests;
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
        Assert.Contains("Ytx:AuthToken must be the account's token", error, StringComparison.Ordinal);
        Assert.All(Lines(error), line => Assert.Matches("^(Set )?Ytx:[A-Z]", line));
    }

    [Theory]
    [InlineData("Ytx:Codes:Length must be 6 to 10.", "--Ytx:Codes:Length=99")]
    [InlineData("Did you mean Ytx:Codes:Length?", "--Ytx:Codes:Lenght=9")]
    [InlineData("Redis cannot be read: Keyword 'pasword' is not supported", "--Redis=localhost:6379,pasword=a")]
    [InlineData("'Simulator:RingTime'", "--Simulator:RingTime=soon")]
    [InlineData("ConnectionStrings:Default cannot be read", "--ConnectionStrings:Default=demo.db")]
    [InlineData("ConnectionStrings:Default names its file", "--ConnectionStrings:Default=Data Source=/no-such-folder/demo.db")]
    [InlineData("--urls=http://localhost:5182", "--urls=localhost")]
    public async Task Start_WrongSetting_EndsWithOneSentence(string sentence, string setting)
    {
        var (exit, error) = await RunAsync("Development", setting);

        Assert.Equal(1, exit);
        Assert.Contains(sentence, Assert.Single(Lines(error)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urls", "127.0.0.1", "Stop the program that has the port, or take another one with --urls=http://localhost:5182.")]
    [InlineData("urls", "localhost", "Stop the program that has the port, or take another one with --urls=http://localhost:5182.")]
    [InlineData("Simulator:Url", "127.0.0.1", "It is the setting Simulator:Url, such as --Simulator:Url=http://localhost:5082.")]
    public async Task Start_PortTaken_EndsWithOneSentence(string setting, string host, string fix)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exit, error) = await RunAsync("Development", $"--{setting}=http://{host}:{port}");

        Assert.Equal(1, exit);
        var sentence = Assert.Single(Lines(error));
        Assert.Contains($"http://127.0.0.1:{port}", sentence, StringComparison.Ordinal);
        Assert.EndsWith(fix, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_HandsetOfAnotherAccount_EndsWithOneSentence()
    {
        await using var other = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), AccountSid = "another" },
            cancellationToken: TestContext.Current.CancellationToken);

        var (exit, error) = await RunAsync("Development", $"--Simulator:Url={other.Address}");

        Assert.Equal(1, exit);
        Assert.Contains("plays another account", Assert.Single(Lines(error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnexpectedFault_IsToldWhole()
    {
        var file = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}.db");
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE AspNetUsers (Id TEXT)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (exit, error) = await RunAsync("Development", $"--ConnectionStrings:Default=Data Source={file}");

        Assert.NotEqual(0, exit);
        Assert.Contains("Unhandled exception. Microsoft.Data.Sqlite.SqliteException", error, StringComparison.Ordinal);
        Assert.Contains("   at WebAppDemo.DatabaseStart.", error, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public void Port_OfTheLaunchProfile_IsFreeOnAMacAndTheOneThatIsTold()
    {
        // A Mac's AirPlay has 5000 and 7000; browsers refuse 5060, 5061, 6000 and 6566; others are what people run beside.
        int[] taken = [3000, 4200, 5000, 5001, 5060, 5061, 5173, 5201, 5432, 6000, 6566, 7000, 8000, 8080, 8443, 9090];
        var profile = File.ReadAllText(Path.Combine(Repository.Root, "samples/WebAppDemo/Properties/launchSettings.json"));

        var port = Assert.Single(Ports(profile));

        Assert.DoesNotContain(port, taken);
        foreach (var file in (string[])["README.md", "samples/WebAppDemo/README.md"])
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, file));
            Assert.Contains($"--urls=http://localhost:{port + 1}\n", text, StringComparison.Ordinal);
            Assert.Empty(Ports(text).Intersect(taken));
        }

        Assert.Contains(port, Ports(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))));
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

        var page = await visitor.GetAsync("/SignIn");

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
            await visitor.TurnOffAsync();
        }

        await using (var second = new ConfiguredSite("Development", database))
        {
            await second.InitializeAsync();
            using var visitor = second.Visitor();
            Assert.Equal("/SignIn/Call", (await visitor.EnterPasswordAsync(account)).Path);
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

        await visitor.EnterPasswordAsync(account);
        var open = await site.CreateAccountAsync(secondFactor: false);
        var page = await visitor.EnterPasswordAsync(open);
        await visitor.SubmitAsync(await visitor.GetAsync("/SignOut"), "Sign out");

        Assert.Contains($"You are signed in as {open.Email}", page.Text, StringComparison.Ordinal);
        var cookies = site.Transcript.Answers.SelectMany(answer => answer.Split('\n'))
            .Where(line => line.StartsWith("Set-Cookie: ", StringComparison.Ordinal))
            .Select(line => line["Set-Cookie: ".Length..]).ToList();
        foreach (var name in (string[])["Antiforgery", "Identity.Application", "Identity.TwoFactorUserId"])
        {
            Assert.Contains(cookies, cookie => cookie.StartsWith($"__Host-AspNetCore.{name}=", StringComparison.Ordinal));
        }

        Assert.All(cookies, cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/;", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("; domain=", cookie, StringComparison.OrdinalIgnoreCase);
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
        Assert.Contains("Ytx:Store:Key is required", error, StringComparison.Ordinal);
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

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<int> Ports(string text) => Regex.Matches(text, @"http://localhost:(\d+)")
        .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

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

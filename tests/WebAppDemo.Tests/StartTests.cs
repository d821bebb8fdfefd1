using Microsoft.AspNetCore.Hosting;
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
        await using var site = new Site(environment, []);

        var exception = Assert.Throws<OptionsValidationException>(site.StartServer);

        Assert.Contains("Ytx:AccountSid must be", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Ytx:BaseAddress", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ytx:AccountSid", "account")]
    [InlineData("Ytx:BaseAddress", "https://gateway.example.com")]
    [InlineData("Ytx:Environment", "Sandbox")]
    public async Task Start_DevelopmentWithPartOfAGateway_FailsInsteadOfSimulating(string key, string value)
    {
        await using var site = new Site("Development", new() { [key] = value });

        Assert.Throws<OptionsValidationException>(site.StartServer);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Start_WithGateway_HasNeitherSimulatorNorDemoUser(string environment)
    {
        await using var simulator = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0") }, cancellationToken: TestContext.Current.CancellationToken);
        await using var site = new Site(environment, new(Gateway) { ["Ytx:BaseAddress"] = simulator.Address.ToString() });
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
        await using (var demo = new Site("Development", database))
        {
            await demo.InitializeAsync();
            Assert.NotNull(await demo.FindUserAsync(DemoUser.Email));
        }

        await using (var real = new Site("Development", new([.. database, .. Gateway, new("Ytx:Environment", "Sandbox")])))
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
        await using (var first = new Site("Development", database))
        {
            await first.InitializeAsync();
            using var visitor = first.Visitor();
            var page = await visitor.EnterPasswordAsync(account);
            await visitor.EnterCodeAsync(page, await first.CodeAsync(account.Number));
            await visitor.SubmitAsync(await visitor.GetAsync("/Account/Manage"), "Turn the call off");
        }

        await using (var second = new Site("Development", database))
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
        await using var site = new Site("Production", new(Gateway) { ["Ytx:BaseAddress"] = simulator.Address.ToString() });
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

    private sealed class Site(string environment, Dictionary<string, string?> settings) : DemoSite
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseEnvironment(environment);
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }
        }
    }
}

using System.Globalization;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.UI.Services;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Hooks;
using Ytx.Identity.Phones;
using Ytx.Voice.Simulator;
using Ytx.Voice.Tests;

namespace WebAppDemo.Tests;

/// <summary>
/// The demo on a real socket, with a database file, a simulator and a clock of its own. The clock stands still until a
/// test moves it, so cool-downs never depend on how fast a test runs.
/// </summary>
public class DemoSite : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"demo-{Guid.NewGuid():N}.db");
    private readonly HttpClient _simulator = new();
    private StrictLocalizers? _words;
    private int _numbers;

    public DemoSite() => UseKestrel(0);

    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public CapturedLogs Logs { get; } = new();

    public Mailbox Mail { get; } = new();

    /// <summary>What a carrier knows of numbers: those that were given to somebody else.</summary>
    public Carrier Carrier { get; } = new();

    /// <summary>Every answer that any visitor got, headers and body.</summary>
    public Transcript Transcript { get; } = new();

    public YtxSimulator Simulator => Services.GetRequiredService<IYtxSimulatorAccessor>().Simulator!;

    protected virtual string ClientAddressLimit => "100 in 1h";

    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Where the demo takes status pushes; null without a simulator of its own.</summary>
    public Uri? CallStatusUrl { get; private set; }

    /// <summary>Whether the simulator pushes what becomes of calls.</summary>
    protected virtual bool IsPushedTo => false;

    public virtual ValueTask InitializeAsync()
    {
        StartServer();
        if (Services.GetService<IYtxSimulatorAccessor>()?.Simulator is { } simulator)
        {
            CallStatusUrl = simulator.CallStatusUrl;
            // What a page says of a call would depend on when it was looked at.
            simulator.CallStatusUrl = IsPushedTo ? CallStatusUrl : null;
        }

        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _simulator.Dispose();
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileName(_file)}*"))
        {
            File.Delete(file);
        }

        GC.SuppressFinalize(this);
        Assert.Empty(_words?.Missing ?? []);
    }

    /// <summary>Somebody with a browser of his own.</summary>
    public Visitor Visitor() => new(Address, Transcript);

    public Task<Account> CreateAccountAsync(bool secondFactor = true) =>
        CreateAccountAsync(NextNumber(), secondFactor);

    /// <summary>A user with a password and, unless null, a confirmed number.</summary>
    public async Task<Account> CreateAccountAsync(string? number, bool secondFactor)
    {
        await using var scope = Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var account = new Account($"{Guid.NewGuid():N}@example.com", "a-password-for-tests", number ?? "");
        var result = await users.CreateAsync(
            new AppUser
            {
                UserName = account.Email,
                Email = account.Email,
                PhoneNumber = number is null ? null : $"+86{number}",
                PhoneNumberConfirmed = number is not null,
                TwoFactorEnabled = secondFactor,
            },
            account.Password);
        Assert.True(result.Succeeded, result.ToString());
        return account;
    }

    /// <summary>Registers as people do: by the link in the e-mail.</summary>
    public async Task<WebPage> RegisterAsync(Visitor visitor, Account account)
    {
        await visitor.SubmitAsync(
            await visitor.GetAsync("/Register"), "Send the link", ("Input.Email", account.Email));
        return await visitor.SubmitAsync(
            await visitor.GetAsync(Mail.Link(account.Email)), "Register", ("Input.Password", account.Password));
    }

    /// <summary>All sessions of a user have just proved the second factor, as on the page that asks for it.</summary>
    public async Task ProveFactorAsync(Account account)
    {
        var user = await FindUserAsync(account.Email);
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDb>().Sessions.Where(session => session.UserId == user!.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.FactorProvedAt, now));
    }

    /// <summary>The key of an authenticator app, and recovery codes, that a user has from now on.</summary>
    public async Task<(string Key, string[] Codes)> AddOtherFactorsAsync(Account account)
    {
        await using var scope = Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var user = (await users.FindByEmailAsync(account.Email))!;
        await users.ResetAuthenticatorKeyAsync(user);
        return ((await users.GetAuthenticatorKeyAsync(user))!, [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10))!]);
    }

    public async Task<AppUser?> FindUserAsync(string email)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>().FindByEmailAsync(email);
    }

    /// <summary>The account that has confirmed a number.</summary>
    public Task<AppUser?> FindByPhoneAsync(string number) => AskAsync<IPhoneAccounts<AppUser>, AppUser?>(accounts => accounts.FindByPhoneAsync(number));

    /// <summary>Gives an account a passkey, which no device has.</summary>
    public Task AddPasskeyAsync(AppUser user) => AskAsync<UserManager<AppUser>, IdentityResult>(async users => await users.AddOrUpdatePasskeyAsync(
        (await users.FindByIdAsync(user.Id))!, new UserPasskeyInfo(Guid.NewGuid().ToByteArray(), [4], Clock.GetUtcNow(), 0, null, true, true, false, [5], [6])));

    public async Task<T> AskAsync<TService, T>(Func<TService, Task<T>> ask)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>A number that no other user has, of another prefix too, so that no other user's calls use up its limits.</summary>
    public string NextNumber() =>
        (13911281234L + (10_000 * Interlocked.Increment(ref _numbers))).ToString(CultureInfo.InvariantCulture);

    /// <summary>The calls to a number, newest first, as the simulator tells them over HTTP.</summary>
    public async Task<IReadOnlyList<HeardCall>> CallsAsync(string number)
    {
        var calls = await _simulator.GetFromJsonAsync<HeardCall[]>(
            new Uri(Services.GetRequiredService<IYtxSimulatorAccessor>().Address!, "/_simulator/calls"), TestContext.Current.CancellationToken);
        return [.. calls!.Where(call => call.Dst == number)];
    }

    public async Task<string> CodeAsync(string number) => (await CallsAsync(number))[0].Code;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Simulator:Url", "http://127.0.0.1:0");
        builder.UseSetting("ConnectionStrings:Default", $"Data Source={_file}");
        // All visitors come from one address. What that limit does, AddressAttackTests try on a site of their own.
        builder.UseSetting("Ytx:Limits:ClientAddress", ClientAddressLimit);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new ScopedLogs(Logs)));
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            services.AddSingleton<IEmailSender>(Mail);
            services.AddSingleton<INumberHistory>(Carrier);
            services.AddSingleton<ResourceManagerStringLocalizerFactory>();
            services.AddSingleton<IStringLocalizerFactory>(provider => _words = new(
                provider.GetRequiredService<ResourceManagerStringLocalizerFactory>()));
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);
        });
    }
}

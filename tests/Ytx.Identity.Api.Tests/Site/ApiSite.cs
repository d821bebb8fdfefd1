using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Tests;
using Ytx.Identity.Tests.Site;
using Ytx.Identity.Tests.StepUp;
using Ytx.Voice;

namespace Ytx.Identity.Api.Tests;

/// <summary>A site on Kestrel with Identity's own API, this one for two types of users, and pages of the same flows.</summary>
public sealed class ApiSite : IAsyncDisposable
{
    public const string Password = "Correct-horse-7";
    public const string Email = "somebody@example.com";
    public const string Number = "+8613911281234";
    public const string NewNumber = "+8613911285678";

    private readonly WebApplication _app;
    private readonly List<IDisposable> _open;

    private ApiSite(WebApplication app, List<IDisposable> open) => (_app, _open) = (app, open);

    public FakeTimeProvider Clock => (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();

    public RecordingSender Sender => (RecordingSender)_app.Services.GetRequiredService<IVoiceCodeSender>();

    public string LastCode => Sender.LastCode;

    public Uri Address => new(_app.Urls.First());

    public static async Task<ApiSite> StartAsync(
        Action<IServiceCollection>? services = null, Action<WebApplication>? pages = null, Dictionary<string, string?>? settings = null,
        ILoggerProvider? logs = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);

            // As docs/security.md asks for.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Identity.UserManager", LogLevel.Information);
        }

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(WideLimits.Settings);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        var open = new List<IDisposable>();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero)));
        builder.Services.AddSingleton<IVoiceCodeSender>(new RecordingSender());
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();

        // Passwords are compared quickly where no test measures it.
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
        builder.Services.AddAuthorization();
        builder.Services.AddAntiforgery();
        builder.Services.AddOpenApi();
        AddStore<Member>(builder.Services.AddIdentityApiEndpoints<Member>(), open);
        AddStore<Staff>(builder.Services.AddIdentityCore<Staff>().AddSignInManager().AddDefaultTokenProviders(), open);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        pages?.Invoke(app);
        Map(app);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<UserDb<Member, string>>().Database.EnsureCreatedAsync();
            await scope.ServiceProvider.GetRequiredService<UserDb<Staff, string>>().Database.EnsureCreatedAsync();
        }

        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiSite(app, open);
    }

    public ApiClient NewClient() => Keep(new ApiClient(new Uri(_app.Urls.First())));

    public ApiClient Copy(ApiClient client) => Keep(client.Copy());

    /// <summary>A member with a confirmed number and the second factor, or as the test says.</summary>
    public Task CreateAsync(Action<Member>? change = null) => CreateAsync<Member>(change);

    public async Task CreateAsync<TUser>(Action<TUser>? change = null)
        where TUser : IdentityUser, new()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<TUser>>();
        var user = new TUser
        {
            Id = "1",
            UserName = Email,
            Email = Email,
            PhoneNumber = Number,
            PhoneNumberConfirmed = true,
            TwoFactorEnabled = true,
            LockoutEnabled = true,
        };
        change?.Invoke(user);
        var stamp = user.SecurityStamp;
        Assert.True((await users.CreateAsync(user, Password)).Succeeded);
        if (stamp is "fixed")
        {
            user.SecurityStamp = stamp;
            Assert.True((await users.UpdateAsync(user)).Succeeded);
        }
    }

    /// <summary>Does something to a member, or reads of him, as nobody's request.</summary>
    public Task<T> UserAsync<T>(Func<UserManager<Member>, Member, Task<T>> step, string id = "1") => UserAsync<Member, T>(step, id);

    public async Task<T> UserAsync<TUser, T>(Func<UserManager<TUser>, TUser, Task<T>> step, string id = "1")
        where TUser : IdentityUser
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<TUser>>();
        return await step(users, (await users.FindByIdAsync(id))!);
    }

    /// <summary>The key of an authenticator app that the member has from now on.</summary>
    public Task<string> AddAuthenticatorAsync() => UserAsync(async (users, user) =>
    {
        await users.ResetAuthenticatorKeyAsync(user);
        return (await users.GetAuthenticatorKeyAsync(user))!;
    });

    public Task<string[]> AddRecoveryCodesAsync() => UserAsync(async (users, user) =>
        (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10))!.ToArray());

    /// <summary>Takes the first step.</summary>
    public async Task<ApiClient> BeginAsync(string query = "", string api = "/voice", ApiClient? client = null)
    {
        client ??= NewClient();
        if (query.Length > 0)
        {
            await client.GetAntiforgeryAsync();
        }

        Assert.Equal(200, (await client.PostAsync($"{api}/sign-in{query}", new { email = Email, password = Password })).Status);
        Assert.NotNull(client.SignInToken);
        return client;
    }

    /// <summary>Takes both steps. With a cookie the client has the antiforgery token of afterwards.</summary>
    public async Task<ApiClient> SignInAsync(bool isCookie = false)
    {
        var query = isCookie ? "?useCookies=true" : "";
        var client = await BeginAsync(query);
        Assert.Equal(200, (await client.PostAsync("/voice/sign-in/call")).Status);
        var answer = await client.PostAsync($"/voice/sign-in/code{query}", new { code = LastCode });
        Assert.Equal(isCookie ? 204 : 200, answer.Status);
        client.SignInToken = null;
        if (isCookie)
        {
            await client.GetAntiforgeryAsync();
        }

        return client;
    }

    /// <summary>The proof that a change needs, with a code of a new call.</summary>
    public async Task<object> ProofAsync(ApiClient client, string? password = Password)
    {
        Assert.Equal(200, (await client.PostAsync("/voice/account/call")).Status);
        return new { password, way = "call", code = LastCode };
    }

    public static string Wrong(string code, int which = 1) => ((int.Parse(code) + which) % 1_000_000).ToString("D6");

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _open.ForEach(each => each.Dispose());
    }

    private ApiClient Keep(ApiClient client)
    {
        _open.Add(client);
        return client;
    }

    private static void AddStore<TUser>(IdentityBuilder identity, List<IDisposable> open)
        where TUser : IdentityUser
    {
        var database = $"Data Source=file:{Guid.NewGuid():N}?mode=memory&cache=shared";
        var connection = new SqliteConnection(database);
        connection.Open();
        open.Add(connection);
        identity.Services.AddDbContext<UserDb<TUser, string>>(options => options.UseSqlite(database));
        identity.AddUserStore<UserStore<TUser, string>>().AddYtxVoiceTokenProvider().AddYtxCallStatus().AddYtxPhoneSignIn();
    }

    private static void Map(WebApplication app)
    {
        app.MapOpenApi();
        app.MapIdentityApi<Member>();
        app.MapYtxVoiceApi<Member>();
        app.MapYtxVoiceApi<Staff>("/staff/voice");
        app.MapGet("/pay", [RequireVoiceCode("pay")] () => "paid");
        app.MapGet("/delete", [RequireVoiceCode("delete")] () => "paid");

        // As pages do it.
        app.MapPost("/page/sign-in", async (SignInManager<Member> signIn) =>
            (await signIn.PasswordSignInAsync(Email, Password, isPersistent: false, lockoutOnFailure: true)).ToString());
        app.MapPost("/page/code", async (IVoiceCodeManager<Member> codes, string code) => (await codes.SignInAsync(code)).Reason.ToString());
    }
}

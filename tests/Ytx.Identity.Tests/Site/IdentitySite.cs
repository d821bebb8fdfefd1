using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Hooks;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Site;

/// <summary>
/// A site as developers write it: Identity on Entity Framework and SQLite, its cookies and its sign-in manager, and two types of
/// users.
/// </summary>
public sealed class IdentitySite : IDisposable
{
    public const string Password = "Correct-horse-7";

    private readonly SqliteConnection[] _databases = [.. Enumerable.Range(0, 2).Select(_ => new SqliteConnection("Data Source=:memory:"))];
    private readonly ServiceProvider _provider;

    public IdentitySite(Action<VoiceCodeOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        foreach (var database in _databases)
        {
            database.Open();
        }

        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddSingleton<IVoiceCodeSender>(Sender);
        collection.AddSingleton<IVoiceCodeObserver>(Between);
        collection.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        AddUsers<SiteUser, int>(collection, _databases[0]);
        AddUsers<SiteAdmin, Guid>(collection, _databases[1]);
        collection.Configure(configure ?? (_ => { }));
        services?.Invoke(collection);
        _provider = collection.BuildServiceProvider(validateScopes: true);
        using var scope = _provider.CreateScope();
        scope.ServiceProvider.GetRequiredService<UserDb<SiteUser, int>>().Database.EnsureCreated();
        scope.ServiceProvider.GetRequiredService<UserDb<SiteAdmin, Guid>>().Database.EnsureCreated();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    public RecordingSender Sender { get; } = new();

    /// <summary>What happens between the check of a code and whatever it was for.</summary>
    public BetweenCheckAndStep Between { get; } = new();

    public Browser NewBrowser() => new(_provider);

    /// <summary>A scope that outlives every request, as a Blazor circuit's does.</summary>
    public AsyncServiceScope NewCircuit() => _provider.CreateAsyncScope();

    /// <summary>Does something to the stored user that nobody else has read yet.</summary>
    public async Task<T> ElsewhereAsync<T>(int id, Func<UserManager<SiteUser>, SiteUser, Task<T>> change)
    {
        await using var scope = _provider.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<SiteUser>>();
        return await change(users, (await users.FindByIdAsync($"{id}"))!);
    }

    /// <summary>A user with a password, a confirmed number and the second factor.</summary>
    public Task<SiteUser> CreateUserAsync(string? number = "+8613911281234") => CreateAsync(new SiteUser
    {
        UserName = "somebody",
        PhoneNumber = number,
        PhoneNumberConfirmed = number is not null,
        TwoFactorEnabled = number is not null,
        LockoutEnabled = true,
    });

    public async Task<TUser> CreateAsync<TUser>(TUser user)
        where TUser : class
    {
        await using var scope = _provider.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<UserManager<TUser>>().CreateAsync(user, Password);
        Assert.True(result.Succeeded, result.ToString());
        return user;
    }

    public void Dispose()
    {
        _provider.Dispose();
        foreach (var database in _databases)
        {
            database.Dispose();
        }
    }

    private static void AddUsers<TUser, TKey>(ServiceCollection services, SqliteConnection database)
        where TUser : IdentityUser<TKey>
        where TKey : IEquatable<TKey>
    {
        services.AddDbContext<UserDb<TUser, TKey>>(options => options.UseSqlite(database));
        services.AddIdentityCore<TUser>()
            .AddEntityFrameworkStores<UserDb<TUser, TKey>>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddYtxVoiceTokenProvider();
    }

    public sealed class BetweenCheckAndStep : IVoiceCodeObserver
    {
        public Func<Task>? Step { get; set; }

        public ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default)
        {
            var step = voiceCodeEvent.Kind is VoiceCodeEventKind.Verified ? Step : null;
            Step = step is null ? Step : null;
            return step is null ? ValueTask.CompletedTask : new ValueTask(step());
        }
    }
}

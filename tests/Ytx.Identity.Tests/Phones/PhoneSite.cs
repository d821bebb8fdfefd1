using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Hooks;
using Ytx.Identity.Phones;
using Ytx.Identity.Tests.Site;
using Ytx.Identity.Tests.StepUp;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Phones;

/// <summary>A site on Kestrel where people sign in with their phone, or with a password.</summary>
public sealed class PhoneSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _file;
    private readonly List<IDisposable> _open = [];

    private PhoneSite(WebApplication app, string file) => (_app, _file) = (app, file);

    public FakeTimeProvider Clock => (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();

    public RecordingSender Sender => (RecordingSender)_app.Services.GetRequiredService<IVoiceCodeSender>();

    public Notifier Notices => (Notifier)_app.Services.GetRequiredService<IPhoneNotifier<IdentityUser>>();

    public static async Task<PhoneSite> StartAsync(
        Action<IServiceCollection>? services = null, Dictionary<string, string?>? settings = null, bool isTold = true)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(WideLimits.Settings);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero)));
        builder.Services.AddSingleton<IVoiceCodeSender>(new RecordingSender());
        if (isTold)
        {
            builder.Services.AddSingleton<IPhoneNotifier<IdentityUser>>(new Notifier());
        }

        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        // A file, whose writers wait for each other: one in shared memory refuses whoever comes second.
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
        var database = $"Data Source={file};Pooling=False";
        builder.Services.AddDbContext<Users>(options => options.UseSqlite(database));
        builder.Services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        builder.Services.AddAuthorization();
        builder.Services.AddIdentityCore<IdentityUser>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
            .AddEntityFrameworkStores<Users>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddYtxVoiceTokenProvider()
            .AddYtxPhoneSignIn();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        Map(app);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Users>().Database.EnsureCreatedAsync();
        }

        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PhoneSite(app, file);
    }

    public Visitor NewVisitor()
    {
        var visitor = new Visitor(new Uri(_app.Urls.First()));
        _open.Add(visitor);
        return visitor;
    }

    /// <summary>Proves a number, as whoever holds the phone can.</summary>
    public async Task<string> ProveAsync(string number = "+8613911281234", string purpose = PhonePurpose.SignIn)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var phones = scope.ServiceProvider.GetRequiredService<IPhoneVerification>();
        var start = await phones.StartAsync(number, purpose);
        Assert.Equal(VoiceCodeReason.None, start.Call.Reason);
        return (await phones.CheckAsync(start.Id, Sender.LastCode)).Proof!;
    }

    /// <summary>Proves a number and signs in with it.</summary>
    public async Task<string> SignInAsync(Visitor visitor, string number = "+8613911281234") =>
        await visitor.PostAsync($"/sign-in?proof={await ProveAsync(number)}");

    public async Task<IdentityUser> CreateAsync(
        string name = "somebody", string? number = "+8613911281234", bool hasSecondFactor = false, bool hasPassword = true)
    {
        var user = new IdentityUser
        {
            UserName = name,
            PhoneNumber = number,
            PhoneNumberConfirmed = number is not null,
            TwoFactorEnabled = hasSecondFactor,
            LockoutEnabled = true,
        };
        await ChangeAsync(null, (users, _) => hasPassword ? users.CreateAsync(user, IdentitySite.Password) : users.CreateAsync(user));
        return user;
    }

    public Task AddPasskeyAsync(string id) => ChangeAsync(id, (users, user) => users.AddOrUpdatePasskeyAsync(
        user, new UserPasskeyInfo([1, 2, 3], [4], DateTimeOffset.UnixEpoch, 0, null, true, true, false, [5], [6])));

    public async Task ChangeAsync(string? id, Func<UserManager<IdentityUser>, IdentityUser, Task<IdentityResult>> change)
    {
        var result = await AskAsync(async users => await change(users, id is null ? null! : (await users.FindByIdAsync(id))!));
        Assert.True(result.Succeeded, result.ToString());
    }

    public Task<T> AskAsync<T>(Func<UserManager<IdentityUser>, Task<T>> ask) => WithAsync(
        services => ask(services.GetRequiredService<UserManager<IdentityUser>>()));

    public async Task<T> WithAsync<T>(Func<IServiceProvider, Task<T>> ask)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _open.ForEach(each => each.Dispose());
        File.Delete(_file);
    }

    private static void Map(WebApplication app)
    {
        app.UseAuthentication();
        app.MapPost("/sign-in", async (IPhoneAccounts<IdentityUser> accounts, string proof) =>
            Text(await accounts.SignInAsync(proof)));
        app.MapPost("/password", async (IPhoneAccounts<IdentityUser> accounts, string password) =>
            Text(await accounts.SignInWithPasswordAsync(password)));
        app.MapPost("/by-password", async (SignInManager<IdentityUser> signIn) =>
            (await signIn.PasswordSignInAsync("somebody", IdentitySite.Password, false, false)).ToString());
        app.MapPost("/ring", async (SignInManager<IdentityUser> signIn, IVoiceCodeManager<IdentityUser> codes) =>
            (await codes.RequestCallAsync((await signIn.GetTwoFactorAuthenticationUserAsync())!, VoiceCodePurpose.LogIn)).Reason.ToString());
        app.MapPost("/code", async (IVoiceCodeManager<IdentityUser> codes, string code) => (await codes.SignInAsync(code)).Reason.ToString());
        app.MapPost("/identitys-code", async (SignInManager<IdentityUser> signIn, string code) =>
            (await signIn.TwoFactorSignInAsync("YtxVoice", code, false, false)).ToString());
        app.MapPost("/recovery", async (SignInManager<IdentityUser> signIn, string code) =>
            (await signIn.TwoFactorRecoveryCodeSignInAsync(code)).ToString());
        app.MapPost("/me", (SignInManager<IdentityUser> signIn) => signIn.UserManager.GetUserId(signIn.Context.User) ?? "nobody");
        app.MapPost("/claims", (SignInManager<IdentityUser> signIn) => string.Join(
            ' ', signIn.Context.User.FindAll("amr").Select(claim => claim.Value)));
    }

    private static string Text(PhoneSignInResult<IdentityUser> result) =>
        result.Outcome is PhoneSignInOutcome.Refused ? result.Reason.ToString() : $"{result.Outcome}{(result.OffersPasskey ? " passkey" : "")}";

    public sealed class Users(DbContextOptions<Users> options) : IdentityUserContext<IdentityUser, string>(options);

    public sealed class Notifier : IPhoneNotifier<IdentityUser>
    {
        private readonly List<PhoneNotice<IdentityUser>> _all = [];

        public IReadOnlyList<PhoneNotice<IdentityUser>> All => _all;

        public bool IsBroken { get; set; }

        public ValueTask TellAsync(PhoneNotice<IdentityUser> notice, CancellationToken cancellationToken = default)
        {
            if (IsBroken)
            {
                throw new InvalidOperationException("The mail server is away.");
            }

            lock (_all)
            {
                _all.Add(notice);
            }

            return ValueTask.CompletedTask;
        }

        public IEnumerable<PhoneNoticeKind> Kinds => All.Select(notice => notice.Kind);
    }
}

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Hooks;
using Ytx.Identity.Tests.Site;
using Ytx.Voice;

namespace Ytx.Identity.Tests.StepUp;

/// <summary>A site on Kestrel with Identity's cookies, pages that ask for a code, and two types of users.</summary>
public sealed class StepUpSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<IDisposable> _open;

    private StepUpSite(WebApplication app, List<IDisposable> open) => (_app, _open) = (app, open);

    public FakeTimeProvider Clock => (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();

    public RecordingSender Sender => (RecordingSender)_app.Services.GetRequiredService<IVoiceCodeSender>();

    /// <summary>What happens between the check of a code and the cookie.</summary>
    public IdentitySite.BetweenCheckAndStep Between =>
        (IdentitySite.BetweenCheckAndStep)_app.Services.GetRequiredService<IVoiceCodeObserver>();

    public static async Task<StepUpSite> StartAsync(
        Action<IServiceCollection>? services = null, Action<WebApplication>? pages = null, bool hasSchemes = false)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(WideLimits.Settings);
        var open = new List<IDisposable>();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero)));
        builder.Services.AddSingleton<IVoiceCodeSender>(new RecordingSender());
        builder.Services.AddSingleton<IVoiceCodeObserver>(new IdentitySite.BetweenCheckAndStep());
        services?.Invoke(builder.Services);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthentication(hasSchemes ? nameof(Member) : IdentityConstants.ApplicationScheme).AddIdentityCookies();
        builder.Services.AddAuthorization();
        builder.Services.AddControllers().AddApplicationPart(typeof(PayController).Assembly);
        builder.Services.AddRazorPages().ConfigureApplicationPartManager(parts => parts.ApplicationParts.Add(new PayPage.Part()));
        AddUsers<Staff>(builder.Services, open, hasSchemes);

        // Last, since Identity checks all stamps as those of the last type.
        AddUsers<Member>(builder.Services, open, hasSchemes);
        var app = builder.Build();
        pages?.Invoke(app);
        Map(app);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<UserDb<Member, string>>().Database.EnsureCreatedAsync();
            await scope.ServiceProvider.GetRequiredService<UserDb<Staff, string>>().Database.EnsureCreatedAsync();
        }

        await app.StartAsync(TestContext.Current.CancellationToken);
        return new StepUpSite(app, open);
    }

    public Visitor NewVisitor()
    {
        var visitor = new Visitor(new Uri(_app.Urls.First()));
        _open.Add(visitor);
        return visitor;
    }

    public Visitor Copy(Visitor visitor)
    {
        var copy = visitor.Copy();
        _open.Add(copy);
        return copy;
    }

    public async Task CreateAsync<TUser>(string name = "somebody", string id = "1", string? stamp = null, bool hasSecondFactor = false)
        where TUser : IdentityUser, new()
    {
        await ChangeAsync<TUser>(null, async (users, _) =>
        {
            var user = new TUser
            {
                Id = id,
                UserName = name,
                PhoneNumber = "+8613911281234",
                PhoneNumberConfirmed = true,
                TwoFactorEnabled = hasSecondFactor,
                LockoutEnabled = true,
            };
            Assert.True((await users.CreateAsync(user, IdentitySite.Password)).Succeeded);
            user.SecurityStamp = stamp ?? user.SecurityStamp;
            return await users.UpdateAsync(user);
        });
    }

    public async Task ChangeAsync<TUser>(string? id, Func<UserManager<TUser>, TUser, Task<IdentityResult>> change)
        where TUser : IdentityUser
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<TUser>>();
        var result = await change(users, id is null ? null! : (await users.FindByIdAsync(id))!);
        Assert.True(result.Succeeded, result.ToString());
    }

    /// <summary>Somebody who is signed in, by password alone.</summary>
    public async Task<Visitor> SignInAsync(string type = nameof(Member), string name = "somebody", bool isPersistent = false)
    {
        var visitor = NewVisitor();
        Assert.Equal("Succeeded", await visitor.PostAsync($"/{type}/login?name={name}&isPersistent={isPersistent}"));
        return visitor;
    }

    /// <summary>Rings for an action and types the code.</summary>
    public async Task StepUpAsync(Visitor visitor, string action = "pay", string type = nameof(Member))
    {
        var code = await RingAsync(visitor, VoiceCodePurpose.StepUp(action), type);
        Assert.Equal("None", await visitor.PostAsync($"/{type}/step-up?action={action}&code={code}"));
    }

    public async Task<string> RingAsync(Visitor visitor, string purpose, string type = nameof(Member))
    {
        Assert.Equal("None", await visitor.PostAsync($"/{type}/ring?purpose={purpose}"));
        return Sender.LastCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _open.ForEach(each => each.Dispose());
    }

    private static void AddUsers<TUser>(IServiceCollection services, List<IDisposable> open, bool hasSchemes)
        where TUser : IdentityUser
    {
        var database = $"Data Source=file:{Guid.NewGuid():N}?mode=memory&cache=shared";
        var connection = new SqliteConnection(database);
        connection.Open();
        open.Add(connection);
        services.AddDbContext<UserDb<TUser, string>>(options => options.UseSqlite(database));
        var identity = services.AddIdentityCore<TUser>()
            .AddUserStore<UserStore<TUser, string>>()
            .AddTokenProvider<DataProtectorTokenProvider<TUser>>(TokenOptions.DefaultProvider)
            .AddSignInManager()
            .AddYtxVoiceTokenProvider();
        if (hasSchemes)
        {
            identity.AddSignInManager<SessionSignInManager<TUser>>();
            services.AddAuthentication().AddCookie(typeof(TUser).Name);
        }
    }

    private static void Map(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapControllers();
        app.MapRazorPages();
        MapUsers<Member>(app);
        MapUsers<Staff>(app);
        app.MapMethods("/pay", ["GET", "POST"], [RequireVoiceCode("pay")] () => "paid");
        app.MapGet("/delete", [RequireVoiceCode("delete")] () => "paid");
        app.MapGet("/both", [RequireVoiceCode("pay"), RequireVoiceCode("delete")] () => "paid");
        app.MapGet("/boss", [RequireVoiceCode("pay", Roles = "boss")] () => "paid");
        app.MapGet("/staff", [RequireVoiceCode("pay", AuthenticationSchemes = nameof(Staff))] () => "paid");
        app.MapGet("/any/{**rest}", [RequireVoiceCode("pay")] () => "paid");
        app.MapGet("/StepUp", [RequireVoiceCode("pay")] () => "paid");
    }

    private static void MapUsers<TUser>(WebApplication app)
        where TUser : class
    {
        var group = app.MapGroup(typeof(TUser).Name);
        group.MapPost("login", async (SignInManager<TUser> signIn, string name, bool isPersistent) =>
            (await signIn.PasswordSignInAsync(name, IdentitySite.Password, isPersistent, lockoutOnFailure: false)).ToString());
        group.MapPost("login-code", async (IVoiceCodeManager<TUser> codes, string code) =>
            (await codes.SignInAsync(code, rememberClient: true)).Reason.ToString());
        group.MapPost("logout", (SignInManager<TUser> signIn) => signIn.SignOutAsync());
        group.MapPost("ring", async (SignInManager<TUser> signIn, IVoiceCodeManager<TUser> codes, string purpose) =>
            (await codes.RequestCallAsync(await UserAsync(signIn), purpose)).Reason.ToString());
        group.MapPost("step-up", async (IVoiceCodeManager<TUser> codes, string action, string code) =>
            (await codes.StepUpAsync(action, code)).Reason.ToString());
        group.MapPost("step-up-late", async (HttpContext context, IVoiceCodeManager<TUser> codes, string code) =>
        {
            await context.Response.StartAsync();
            await context.Response.WriteAsync(await Record.ExceptionAsync(() => codes.StepUpAsync("pay", code)) is { } thrown
                ? thrown.GetType().Name : "none");
        });
        group.MapPost("password", async (SignInManager<TUser> signIn) =>
        {
            var user = await UserAsync(signIn);
            var result = await signIn.UserManager.ChangePasswordAsync(user, IdentitySite.Password, "Another-horse-8");
            await signIn.RefreshSignInAsync(user);
            return result.ToString();
        });
        group.MapPost("session", async (HttpContext context, SignInManager<TUser> signIn) =>
        {
            var session = await context.AuthenticateAsync(signIn.AuthenticationScheme);
            return session.Succeeded
                ? $"{session.Properties!.IssuedUtc:O} {session.Properties.ExpiresUtc:O} {session.Properties.IsPersistent} "
                    + $"{session.Properties.GetString("item")} {string.Join(' ', session.Principal!.Claims.Select(claim => $"{claim.Type}={claim.Value}"))}"
                : "none";
        });
        group.MapPost("proofs", async (HttpContext context, SignInManager<TUser> signIn) =>
            (await context.AuthenticateAsync(signIn.AuthenticationScheme)).Properties!.GetString($".Ytx.StepUp of {typeof(TUser)}"));
    }

    private static async Task<TUser> UserAsync<TUser>(SignInManager<TUser> signIn)
        where TUser : class
    {
        var session = await signIn.Context.AuthenticateAsync(signIn.AuthenticationScheme);
        return session.Succeeded ? (await signIn.UserManager.GetUserAsync(session.Principal))!
            : (await signIn.GetTwoFactorAuthenticationUserAsync())!;
    }
}

using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Ytx.Identity.Hooks;

namespace WebAppDemo;

/// <summary>Users, passwords and cookies: ASP.NET Core Identity with voice calls as its second factor.</summary>
internal static class AccountsExtensions
{
    private static readonly string[] Schemes =
    [
        IdentityConstants.ApplicationScheme,
        IdentityConstants.ExternalScheme,
        IdentityConstants.TwoFactorRememberMeScheme,
        IdentityConstants.TwoFactorUserIdScheme,
    ];

    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddDbContext<AppDb>(database =>
            database.UseSqlite(AppDb.ConnectionString(builder.Configuration, builder.Environment)));
        var identity = services.AddIdentityCore<AppUser>(Configure)
            .AddEntityFrameworkStores<AppDb>()
            .AddSignInManager()
            .AddClaimsPrincipalFactory<ShownNames>()
            // Not AddDefaultTokenProviders: it adds Identity's own phone and e-mail codes, which can be used twice and
            // tried without limit. Whoever names such a provider would find a second, weaker door.
            .AddTokenProvider<DataProtectorTokenProvider<AppUser>>(TokenOptions.DefaultProvider)
            .AddTokenProvider<AuthenticatorTokenProvider<AppUser>>(TokenOptions.DefaultAuthenticatorProvider)
            .AddPasswordValidator<CommonPasswords>()
            .AddYtxVoiceTokenProvider()
            .AddYtxCallStatus()
            .AddYtxPhoneSignIn();
        builder.AddRedisIfConfigured(identity);
        // A passkey is both steps in one, so the device must ask who holds it.
        services.Configure<IdentityPasskeyOptions>(passkey =>
            (passkey.UserVerificationRequirement, passkey.ResidentKeyRequirement) = ("required", "required"));
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromMinutes(5));

        // At Debug this category prints each token's purpose, and the purpose of confirming a number names the number.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Identity.UserManager", LogLevel.Information);

        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddBearerToken(IdentityConstants.BearerScheme).AddIdentityCookies();
        foreach (var scheme in Schemes)
        {
            services.Configure<CookieAuthenticationOptions>(
                scheme, options => CookieRules.Apply(options.Cookie, builder.Environment, $".AspNetCore.{scheme}"));
        }

        services.ConfigureApplicationCookie(options =>
        {
            options.LoginPath = "/SignIn";
            options.LogoutPath = "/SignOut";
            options.AccessDeniedPath = "/Error";
            options.ExpireTimeSpan = Sessions.Idle;
            Sessions.Follow(options, isDevice: false);
        });
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorRememberMeScheme, options =>
        {
            options.ExpireTimeSpan = Sessions.DeviceLife;
            Sessions.Follow(options, isDevice: true);
        });
        services.AddHostedService<DatabaseStart>();
        services.AddScoped<CodeCalls>();
        services.AddScoped<WaysIn>();
        services.AddScoped<OwnerNotices>();
        services.AddScoped<IPhoneNotifier<AppUser>, PhoneNotifier>();
        services.AddScoped<PhoneSignInService>();
        services.AddScoped<Registration>();
        services.AddScoped<SignInService>();
        services.AddScoped<ReauthenticationService>();
        services.AddScoped<PhoneChange>();
        services.AddScoped<SecondFactorSettings>();
        services.AddScoped<PasskeySettings>();
        services.AddScoped<AuthenticatorSettings>();
        services.AddScoped<SessionList>();
        services.AddScoped<PasswordReset>();
        services.AddScoped<StepUpService>();
        services.AddScoped<PhoneNotice>();
        services.AddScoped<FactorNotice>();
        services.AddScoped<FactorTries>();
        services.AddScoped<OperatorService>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<IVoiceCodeObserver>(provider => provider.GetRequiredService<CallLog>());
        services.AddSingleton<LiveMeters>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveMeters>());
    }

    private static void Configure(IdentityOptions options)
    {
        // With passkeys.
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        // Who signs in by phone has none. Where there is one it is the user name too, and so unique.
        options.User.RequireUniqueEmail = false;
        // The user name is the e-mail address, whose own rules hold, or random.
        options.User.AllowedUserNameCharacters = "";

        // Length is what counts (NIST SP 800-63B-4, 3.1.1.2); 8 is its least where a second factor stands beside.
        options.Password.RequiredLength = NewPasswordAttribute.MinLength;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;

        // One count for passwords and codes. Codes have the library's limits besides, 5 tries a code and 10 an hour,
        // and with 5 here the first used-up code would lock the account before a second call could help.
        options.Lockout.MaxFailedAccessAttempts = 10;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
    }
}

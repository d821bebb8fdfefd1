using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

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
            // Not AddDefaultTokenProviders: it adds Identity's own phone and e-mail codes, which can be used twice and
            // tried without limit. Whoever names such a provider would find a second, weaker door.
            .AddTokenProvider<DataProtectorTokenProvider<AppUser>>(TokenOptions.DefaultProvider)
            .AddYtxVoiceTokenProvider()
            .AddYtxCallStatus();
        builder.AddRedisIfConfigured(identity);
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromMinutes(5));

        // At Debug this category prints each token's purpose, and the purpose of confirming a number names the number.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Identity.UserManager", LogLevel.Information);

        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        foreach (var scheme in Schemes)
        {
            services.Configure<CookieAuthenticationOptions>(
                scheme, options => CookieRules.Apply(options.Cookie, builder.Environment, $".AspNetCore.{scheme}"));
        }

        services.ConfigureApplicationCookie(options =>
        {
            options.ExpireTimeSpan = Sessions.Idle;
            options.Events.OnSigningIn = Sessions.BeginAsync;
            options.Events.OnValidatePrincipal = Sessions.ValidateAsync;
            options.Events.OnSigningOut = Sessions.EndAsync;
        });
        services.AddHostedService<DatabaseStart>();
        services.AddScoped<Registration>();
        services.AddScoped<LogIn>();
        services.AddScoped<Reauthentication>();
        services.AddScoped<PhoneChange>();
        services.AddScoped<SecondFactorSettings>();
    }

    private static void Configure(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        // The user name is the e-mail address, whose own rules hold.
        options.User.AllowedUserNameCharacters = "";

        // Length is what counts (NIST SP 800-63B-4, 3.1.1.2); 8 is its least where a second factor stands beside.
        options.Password.RequiredLength = 8;
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

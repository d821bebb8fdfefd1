using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace WebAppDemo;

/// <summary>The pages, and what holds for all of them.</summary>
internal static class WebExtensions
{
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        builder.Services.AddRazorPages(pages => pages.Conventions.AuthorizeFolder("/Account/Manage"));
        builder.Services.Configure<CookieTempDataProviderOptions>(options =>
            CookieRules.Apply(options.Cookie, builder.Environment, ".AspNetCore.Mvc.CookieTempDataProvider"));
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            // What happened is said in the browser's language; the pages around it are English.
            options.SupportedUICultures = [.. CodeWords.Languages];
            options.SupportedCultures = [CodeWords.Languages[0]];
            options.DefaultRequestCulture = new RequestCulture("en");
            options.RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()];
        });
        builder.Services.AddHealthChecks().AddYtxVoiceGateway().AddYtxVoiceStore();
        builder.Services.AddAntiforgery(options =>
        {
            CookieRules.Apply(options.Cookie, builder.Environment, ".AspNetCore.Antiforgery");
            options.Cookie.SameSite = SameSiteMode.Strict;
            // Not Always, which throws where a proxy has not told that it took the request over TLS: UseWeb adds it.
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true;
        });
    }

    public static void UseWeb(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler("/Error");
            app.UseHsts();
            app.UseHttpsRedirection();
            app.UseCookiePolicy(new CookiePolicyOptions { Secure = CookieSecurePolicy.Always });
        }

        app.UseStatusCodePagesWithReExecute("/Error", "?status={0}");
        app.UseSecurityHeaders();
        app.UseRequestLocalization();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<OutageGate>();
        app.UseAuthorization();
        app.MapHealthPage();
        app.MapYtxCalls<AppUser>();
        // Where the gateway pushes, once its console knows the secret.
        if (!string.IsNullOrEmpty(app.Configuration["Ytx:CallStatus:Secret"]))
        {
            app.MapYtxCallStatus();
        }

        app.MapStaticAssets();
        app.MapRazorPages().WithStaticAssets();
    }
}

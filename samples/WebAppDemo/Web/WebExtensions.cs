using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.WebEncoders;

namespace WebAppDemo;

/// <summary>The pages, and what holds for all of them.</summary>
internal static class WebExtensions
{
    private static readonly string[] OwnersOnly = ["/Account", "/Authenticator", "/Passkeys", "/Phone", "/Reauthentication", "/Pay", "/StepUp", "/SecondFactor", "/Sessions"];

    public static void AddWeb(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        builder.Services.AddRazorPages(pages =>
        {
            foreach (var folder in OwnersOnly)
            {
                pages.Conventions.AuthorizeFolder(folder);
            }
        }).AddMvcOptions(options =>
        {
            options.Filters.Add<KeptForm>();
            // Each field that must be filled says so itself, in the reader's language.
            options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
            // No form of these pages sends what cannot be read.
            options.ModelBindingMessageProvider.SetAttemptedValueIsInvalidAccessor((_, _) => "Shared/Unreadable");
            options.ModelBindingMessageProvider.SetUnknownValueIsInvalidAccessor(_ => "Shared/Unreadable");
            options.ModelBindingMessageProvider.SetValueIsInvalidAccessor(_ => "Shared/Unreadable");
            options.ModelBindingMessageProvider.SetValueMustNotBeNullAccessor(_ => "Shared/Unreadable");
            options.ModelBindingMessageProvider.SetMissingBindRequiredValueAccessor(_ => "Shared/Unreadable");
        });
        builder.Services.AddLocalization();
        builder.Services.AddTransient<Words>();
        builder.Services.AddSingleton<SiteClock>();
        // Chinese as it is, and not as numbers.
        builder.Services.Configure<WebEncoderOptions>(encoder => encoder.TextEncoderSettings = new(UnicodeRanges.All));
        builder.Services.Configure<CookieTempDataProviderOptions>(options =>
            CookieRules.Apply(options.Cookie, builder.Environment, ".AspNetCore.Mvc.CookieTempDataProvider"));
        builder.Services.Configure<RequestLocalizationOptions>(options => Languages.Use(options, builder.Environment));
        builder.Services.AddOpenApi();
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
        app.UseRereads();
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

        // The same for clients without pages: /spa.html is one.
        app.MapYtxVoiceApi<AppUser>();
        if (app.Environment.IsDevelopment())
        {
            app.MapOpenApi();
        }

        app.MapStaticAssets();
        app.MapRazorPages().WithStaticAssets();
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ytx.Identity;
using Ytx.Identity.Api;
using Ytx.Identity.Phones;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps voice calls for clients that have no pages of the site.</summary>
public static class YtxVoiceApiEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps JSON endpoints beside those of <c>MapIdentityApi&lt;TUser&gt;()</c>: signing in with a second step, changing the phone and the
    /// second factor, step-up for <see cref="RequireVoiceCodeAttribute"/>, the status of calls if <c>AddYtxCallStatus()</c> was called, and
    /// signing in by phone if <c>AddYtxPhoneSignIn()</c> was.
    /// Bearer tokens, or with <c>?useCookies=true</c> the cookie, as there. Requests with cookies need antiforgery, so call
    /// <c>AddAntiforgery()</c> for them: without it they are refused.
    /// </summary>
    /// <typeparam name="TUser">The application's user.</typeparam>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="prefix">The path before all of them. Default <c>/voice</c>. It names the operations in OpenAPI too: <c>voiceSignIn</c>.</param>
    /// <returns>For conventions, such as <c>RequireHost</c>. Rate limits have names: <see cref="YtxVoiceApiPolicies"/>.</returns>
    /// <exception cref="InvalidOperationException">
    /// <c>AddYtxVoiceTokenProvider()</c> or <c>AddSignInManager()</c> was not called for <typeparamref name="TUser"/>, or there is no
    /// scheme <c>IdentityConstants.TwoFactorUserIdScheme</c>, which <c>AddIdentityApiEndpoints</c> and <c>AddIdentityCookies</c> add.
    /// </exception>
    public static RouteGroupBuilder MapYtxVoiceApi<TUser>(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/voice")
        where TUser : class, new()
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var services = endpoints.ServiceProvider;
        var schemes = SchemesOf<TUser>(services);
        AddMissingPolicies(services);

        var name = OperationPrefix(prefix);
        var group = endpoints.MapGroup(prefix);
        MapSignIn<TUser>(group.MapGroup("").AllowAnonymous().AddEndpointFilter(new ApiFilter<TUser>(needsUser: false)), services, name);

        // The policy only names who may authenticate here. The filter turns away whoever is not signed in: with a problem in the answer, and
        // never by a redirect to a page.
        var policy = new AuthorizationPolicyBuilder(schemes).RequireAssertion(static _ => true).Build();
        MapSignedIn<TUser>(group.MapGroup("").RequireAuthorization(policy).AddEndpointFilter(new ApiFilter<TUser>(needsUser: true)), name);
        return group;
    }

    private static void MapSignIn<TUser>(RouteGroupBuilder group, IServiceProvider services, string name)
        where TUser : class, new()
    {
        var signIn = group.MapGroup("/sign-in").WithTags("Sign-in");
        signIn.MapPost("", SignInEndpoints<TUser>.SignInAsync)
            .Describe(OperationTexts.SignIn, name).RequireRateLimiting(YtxVoiceApiPolicies.SignIn);
        signIn.MapPost("/call", SignInEndpoints<TUser>.CallAsync)
            .Describe(OperationTexts.SignInCall, name).RequireRateLimiting(YtxVoiceApiPolicies.Call);
        signIn.MapPost("/code", SignInEndpoints<TUser>.CodeAsync)
            .Describe(OperationTexts.SignInCode, name).RequireRateLimiting(YtxVoiceApiPolicies.Code);
        signIn.MapPost("/authenticator", SignInEndpoints<TUser>.AuthenticatorAsync)
            .Describe(OperationTexts.SignInAuthenticator, name).RequireRateLimiting(YtxVoiceApiPolicies.Code);
        signIn.MapPost("/recovery-code", SignInEndpoints<TUser>.RecoveryCodeAsync)
            .Describe(OperationTexts.SignInRecoveryCode, name).RequireRateLimiting(YtxVoiceApiPolicies.Code);
        var known = services.GetRequiredService<IServiceProviderIsService>();
        if (known.IsService(typeof(IPhoneAccounts<TUser>)))
        {
            MapPhoneSignIn<TUser>(group, signIn, name);
        }

        if (services.GetService<IAntiforgery>() is not null)
        {
            group.MapGet("/antiforgery", AccountEndpoints<TUser>.Antiforgery).WithTags("Sign-in").Describe(OperationTexts.Antiforgery, name);
        }

        if (known.IsService(typeof(VoiceCalls)))
        {
            var calls = group.MapGroup("/calls").WithTags("Calls");
            calls.MapGet("/{callId}", CallStatusEndpoints<TUser>.FindAsync).Describe(OperationTexts.CallStatus, name);
            calls.MapGet("/{callId}/events", CallStatusEndpoints<TUser>.FollowAsync).Describe(OperationTexts.CallEvents, name);
        }
    }

    private static void MapPhoneSignIn<TUser>(RouteGroupBuilder group, RouteGroupBuilder signIn, string name)
        where TUser : class
    {
        var phone = group.MapGroup("/phone-sign-in").WithTags("Sign-in by phone");
        phone.MapPost("", PhoneSignInEndpoints<TUser>.StartAsync)
            .Describe(OperationTexts.PhoneSignIn, name).RequireRateLimiting(YtxVoiceApiPolicies.Call);
        phone.MapPost("/call-again", PhoneSignInEndpoints<TUser>.CallAgainAsync)
            .Describe(OperationTexts.PhoneSignInCallAgain, name).RequireRateLimiting(YtxVoiceApiPolicies.Call);
        phone.MapPost("/call-status", PhoneSignInEndpoints<TUser>.CallStatusAsync).Describe(OperationTexts.PhoneSignInCallStatus, name);
        phone.MapPost("/code", PhoneSignInEndpoints<TUser>.CodeAsync)
            .Describe(OperationTexts.PhoneSignInCode, name).RequireRateLimiting(YtxVoiceApiPolicies.Code);
        signIn.MapPost("/password", PhoneSignInEndpoints<TUser>.PasswordAsync)
            .Describe(OperationTexts.SignInPassword, name).RequireRateLimiting(YtxVoiceApiPolicies.SignIn);
    }

    private static void MapSignedIn<TUser>(RouteGroupBuilder group, string name)
        where TUser : class
    {
        var account = group.MapGroup("/account").WithTags("Account");
        account.MapGet("", AccountEndpoints<TUser>.FindAsync).Describe(OperationTexts.Account, name);
        account.MapPost("/call", AccountEndpoints<TUser>.CallAsync)
            .Describe(OperationTexts.AccountCall, name).RequireRateLimiting(YtxVoiceApiPolicies.Call);

        var phone = group.MapGroup("/phone").WithTags("Phone");
        phone.MapPost("/call", PhoneEndpoints<TUser>.CallAsync)
            .Describe(OperationTexts.PhoneCall, name).RequireRateLimiting(YtxVoiceApiPolicies.Change);
        phone.MapPost("/call-again", PhoneEndpoints<TUser>.CallAgainAsync)
            .Describe(OperationTexts.PhoneCallAgain, name).RequireRateLimiting(YtxVoiceApiPolicies.Call);
        phone.MapPut("", PhoneEndpoints<TUser>.ChangeAsync)
            .Describe(OperationTexts.PhoneChange, name).RequireRateLimiting(YtxVoiceApiPolicies.Code);
        phone.MapPost("/remove", PhoneEndpoints<TUser>.RemoveAsync)
            .Describe(OperationTexts.PhoneRemove, name).RequireRateLimiting(YtxVoiceApiPolicies.Change);

        var factor = group.MapGroup("/second-factor").WithTags("Second factor").RequireRateLimiting(YtxVoiceApiPolicies.Change);
        factor.MapPost("/on", SecondFactorEndpoints<TUser>.TurnOnAsync).Describe(OperationTexts.SecondFactorOn, name);
        factor.MapPost("/off", SecondFactorEndpoints<TUser>.TurnOffAsync).Describe(OperationTexts.SecondFactorOff, name);
        factor.MapPost("/recovery-codes", SecondFactorEndpoints<TUser>.RenewCodesAsync).Describe(OperationTexts.RecoveryCodes, name);

        var stepUp = group.MapGroup("/step-up").WithTags("Step-up");
        stepUp.MapPost("/call", StepUpEndpoints<TUser>.CallAsync)
            .Describe(OperationTexts.StepUpCall, name).RequireRateLimiting(YtxVoiceApiPolicies.Call);
        stepUp.MapPost("", StepUpEndpoints<TUser>.StepUpAsync)
            .Describe(OperationTexts.StepUp, name).RequireRateLimiting(YtxVoiceApiPolicies.Code);
    }

    // Of Identity's: the one that joins both, or those that there are.
    private static string[] SchemesOf<TUser>(IServiceProvider services)
        where TUser : class
    {
        var known = services.GetService<IServiceProviderIsService>();
        if (known?.IsService(typeof(IVoiceCodeManager<TUser>)) is not true)
        {
            throw new InvalidOperationException($"Call AddYtxVoiceTokenProvider() on the IdentityBuilder of {typeof(TUser)}.");
        }

        if (!known.IsService(typeof(SignInManager<TUser>)))
        {
            throw new InvalidOperationException(
                $"There is no SignInManager of {typeof(TUser)}. Call AddIdentityApiEndpoints, or AddSignInManager() on the IdentityBuilder.");
        }

        var schemes = services.GetRequiredService<IOptions<AuthenticationOptions>>().Value.SchemeMap;
        if (!schemes.ContainsKey(IdentityConstants.TwoFactorUserIdScheme))
        {
            throw new InvalidOperationException(
                "There is no scheme IdentityConstants.TwoFactorUserIdScheme. Call AddIdentityApiEndpoints, or services.AddAuthentication().AddIdentityCookies().");
        }

        var both = $"{IdentityConstants.BearerScheme}AndApplication";
        return schemes.ContainsKey(both) ? [both]
            : [.. new[] { IdentityConstants.BearerScheme, IdentityConstants.ApplicationScheme }.Where(schemes.ContainsKey)];
    }

    // UseRateLimiter() fails for a policy that nobody has registered. These limit nothing, and a site's own stay.
    private static void AddMissingPolicies(IServiceProvider services)
    {
        var limiter = services.GetRequiredService<IOptions<RateLimiterOptions>>().Value;
        foreach (var name in (string[])[YtxVoiceApiPolicies.SignIn, YtxVoiceApiPolicies.Call, YtxVoiceApiPolicies.Code, YtxVoiceApiPolicies.Change])
        {
            try
            {
                limiter.AddPolicy(name, static _ => RateLimitPartition.GetNoLimiter(""));
            }
            catch (ArgumentException)
            {
                // The site has it; there is no other way to ask.
            }
        }
    }

    // voice of /voice, and staffVoice of /staff/voice.
    private static string OperationPrefix(string prefix)
    {
        var words = prefix.Split([.. prefix.Where(static c => !char.IsAsciiLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select(static (word, index) =>
            (index is 0 ? char.ToLowerInvariant(word[0]) : char.ToUpperInvariant(word[0])) + word[1..]));
    }
}

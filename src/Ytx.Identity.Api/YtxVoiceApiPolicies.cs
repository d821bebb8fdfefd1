using Microsoft.AspNetCore.Builder;

namespace Ytx.Identity.Api;

/// <summary>
/// Names of rate-limit policies that the endpoints of <see cref="YtxVoiceApiEndpointRouteBuilderExtensions.MapYtxVoiceApi"/> carry, for
/// <c>services.AddRateLimiter(limiter =&gt; limiter.AddFixedWindowLimiter(YtxVoiceApiPolicies.SignIn, …))</c> and
/// <c>app.UseRateLimiter()</c>. One that a site does not register limits nothing. The library's own limits hold in any case.
/// </summary>
public static class YtxVoiceApiPolicies
{
    /// <summary>Endpoints that take a password to sign in.</summary>
    public const string SignIn = "YtxVoiceApi.SignIn";

    /// <summary>Endpoints that ring a phone and do nothing else.</summary>
    public const string Call = "YtxVoiceApi.Call";

    /// <summary>Endpoints that take a code.</summary>
    public const string Code = "YtxVoiceApi.Code";

    /// <summary>Endpoints that change how a user signs in, and take a password for it.</summary>
    public const string Change = "YtxVoiceApi.Change";
}

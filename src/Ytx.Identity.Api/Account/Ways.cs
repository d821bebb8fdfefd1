using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Api;

/// <summary>Which second factors a user has, by the names that clients know.</summary>
internal static class Ways
{
    public const string Password = "password";
    public const string Call = "call";
    public const string Authenticator = "authenticator";
    public const string RecoveryCode = "recovery-code";

    /// <summary>Those that would do now, the ordinary ones first.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync<TUser>(HttpContext context, UserManager<TUser> users, TUser user)
        where TUser : class
    {
        var ways = new List<string>();
        if (await context.RequestServices.GetRequiredService<IVoiceCodeManager<TUser>>().CanCallAsync(user).ConfigureAwait(false))
        {
            ways.Add(Call);
        }

        if (await HasAuthenticatorAsync(users, user).ConfigureAwait(false))
        {
            ways.Add(Authenticator);
        }

        if (await RecoveryCodesLeftAsync(users, user).ConfigureAwait(false) > 0)
        {
            ways.Add(RecoveryCode);
        }

        return ways;
    }

    /// <summary>Whether an app can show a code for the user, as Identity sees it: a key was made.</summary>
    public static async Task<bool> HasAuthenticatorAsync<TUser>(UserManager<TUser> users, TUser user)
        where TUser : class =>
        users.SupportsUserAuthenticatorKey && users.SupportsUserTwoFactor
        && (await users.GetValidTwoFactorProvidersAsync(user).ConfigureAwait(false)).Contains(users.Options.Tokens.AuthenticatorTokenProvider);

    public static async Task<int> RecoveryCodesLeftAsync<TUser>(UserManager<TUser> users, TUser user)
        where TUser : class =>
        users.SupportsUserTwoFactorRecoveryCodes ? await users.CountRecoveryCodesAsync(user).ConfigureAwait(false) : 0;

    /// <summary>The user's number with its middle hidden; null if there is none.</summary>
    public static async Task<string?> MaskedNumberAsync<TUser>(HttpContext context, UserManager<TUser> users, TUser user)
        where TUser : class
    {
        var number = await users.GetPhoneNumberAsync(user).ConfigureAwait(false);
        return string.IsNullOrEmpty(number) ? null
            : context.RequestServices.GetRequiredService<VoiceCodeService>().TryParse(number, out var parsed) ? parsed.Masked : "****";
    }

    /// <summary>Whether what was typed can be the code of an app.</summary>
    public static bool IsAuthenticatorCode(string code) => code.Length is 6 && code.All(char.IsAsciiDigit);
}

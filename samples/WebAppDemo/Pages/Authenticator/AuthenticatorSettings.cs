using System.Globalization;
using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace WebAppDemo;

/// <summary>Sets up an authenticator app as a second step, or takes it away.</summary>
public sealed partial class AuthenticatorSettings(
    SignInManager<AppUser> signIn,
    WaysIn ways,
    SessionList sessions,
    FactorNotice notice,
    IConfiguration configuration,
    ILogger<AuthenticatorSettings> logger)
{
    private UserManager<AppUser> Users => signIn.UserManager;

    /// <summary>The key for the app, as people type it; null if none was made. It counts once a code of the app was typed.</summary>
    public Task<string?> KeyAsync(AppUser user) => Users.GetAuthenticatorKeyAsync(user);

    /// <summary>Makes a key, which ends the other sessions.</summary>
    public async Task BeginAsync(AppUser user)
    {
        await Users.ResetAuthenticatorKeyAsync(user);
        await signIn.RefreshSignInAsync(user);
    }

    /// <summary>The QR code that apps read, as the path of an SVG picture of so many modules a side.</summary>
    public (string Path, int Size) Picture(AppUser user, string key)
    {
        var issuer = Uri.EscapeDataString(configuration["Authenticator:Issuer"] ?? nameof(WebAppDemo));
        var address = $"otpauth://totp/{issuer}:{Uri.EscapeDataString(user.ShownName)}?secret={key}&issuer={issuer}&digits=6";
        var modules = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M).ModuleMatrix;
        var path = modules.SelectMany((row, y) => Enumerable.Range(0, row.Count).Where(x => row[x])
            .Select(x => string.Create(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z")));
        return (string.Concat(path), modules.Count);
    }

    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> ConfirmAsync(AppUser user, string code)
    {
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        if (!await Users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, digits))
        {
            return "SignIn/WrongAppCode";
        }

        user.HasAuthenticator = true;
        return await SaveAsync(user, "set up");
    }

    /// <summary>Without a phone, or where the phone is the first step, the second step is off then.</summary>
    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> RemoveAsync(AppUser user)
    {
        user.HasAuthenticator = false;
        user.TwoFactorEnabled = user is { TwoFactorEnabled: true, PhoneNumberConfirmed: true } && await ways.HasPasswordAsync(user);
        await Users.ResetAuthenticatorKeyAsync(user);
        return await SaveAsync(user, "removed");
    }

    private async Task<string?> SaveAsync(AppUser user, string what)
    {
        if (!(await Users.UpdateSecurityStampAsync(user)).Succeeded)
        {
            return "SecondFactor/ChangedElsewhere";
        }

        await sessions.EndOthersAsync(user);
        await signIn.RefreshSignInAsync(user);
        await notice.SendAsync(user, user.HasAuthenticator ? "Authenticator/Done" : "Authenticator/Removed");
        Log.Changed(logger, what, user.Id);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "An authenticator app was {What} for user {UserId}.")]
        public static partial void Changed(ILogger logger, string what, string userId);
    }
}

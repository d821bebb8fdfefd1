using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Ytx.Identity;

namespace WebAppDemo;

/// <summary>Which ways into an account there are, so that the last one is not taken away by mistake.</summary>
public sealed class WaysIn(UserManager<AppUser> users, IOptions<VoiceCodeOptions> options)
{
    /// <summary>Whether there is a password. An account that began with a phone has none.</summary>
    public Task<bool> HasPasswordAsync(AppUser user) => users.HasPasswordAsync(user);

    /// <summary>Whether the phone is the only way in.</summary>
    public async Task<bool> NeedsPhoneAsync(AppUser user) =>
        !await users.HasPasswordAsync(user) && (await users.GetPasskeysAsync(user)).Count is 0;

    /// <summary>Whether the last passkey is the only way in.</summary>
    public async Task<bool> NeedsPasskeyAsync(AppUser user) =>
        !await users.HasPasswordAsync(user) && !user.PhoneNumberConfirmed && (await users.GetPasskeysAsync(user)).Count is 1;

    /// <summary>Whether the phone opens the account alone: the name of a sentence, which says why.</summary>
    public string PhoneAlone(AppUser user, int passkeys) => user switch
    {
        { PhoneNumberConfirmed: false } => "Account/PhoneAloneNone",
        { TwoFactorEnabled: true } => "Account/PhoneAloneTwoSteps",
        _ when passkeys > 0 && options.Value.PhoneSignIn.PhoneOnlyUntil is not PhoneOnlyUntil.Always => "Account/PhoneAloneWayBack",
        _ => "Account/PhoneAloneYes",
    };
}

using Microsoft.AspNetCore.Identity;

namespace WebAppDemo;

/// <summary>Adds and removes a user's passkeys.</summary>
public sealed partial class PasskeySettings(
    SignInManager<AppUser> signIn, IPasskeyHandler<AppUser> passkeys, WaysIn ways, FactorNotice notice,
    ILogger<PasskeySettings> logger)
{
    private const int Most = 10;

    public Task<IList<UserPasskeyInfo>> ListAsync(AppUser user) => signIn.UserManager.GetPasskeysAsync(user);

    /// <summary>What a browser makes a passkey with, and what must be kept to check it.</summary>
    public async Task<(string Options, string? State)> AskAsync(AppUser user)
    {
        var asked = await passkeys.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = user.Id, Name = user.ShownName, DisplayName = user.ShownName }, signIn.Context);
        return (asked.CreationOptionsJson, asked.AttestationState);
    }

    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> AddAsync(AppUser user, string? credential, string? state)
    {
        if (string.IsNullOrEmpty(credential) || state is null || (await ListAsync(user)).Count >= Most)
        {
            return "Passkeys/NotAdded";
        }

        var answer = await passkeys.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = signIn.Context, CredentialJson = credential, AttestationState = state });
        // It was made for the user of the state, who may have been another one.
        if (!answer.Succeeded || answer.UserEntity.Id != user.Id)
        {
            return "Passkeys/NotAdded";
        }

        answer.Passkey.Name = BrowserName.Of(signIn.Context.Request.Headers.UserAgent);
        var result = await signIn.UserManager.AddOrUpdatePasskeyAsync(user, answer.Passkey);
        if (result.Succeeded)
        {
            await notice.SendAsync(user, "Passkeys/Added");
            Log.Changed(logger, "added", user.Id);
        }

        return result.Succeeded ? null : "Passkeys/NotAdded";
    }

    /// <returns>What is wrong; null if it is done.</returns>
    public async Task<string?> RemoveAsync(AppUser user, string? id)
    {
        if (await ways.NeedsPasskeyAsync(user))
        {
            return "Passkeys/OnlyWay";
        }

        var passkey = (await ListAsync(user)).FirstOrDefault(passkey => Convert.ToHexString(passkey.CredentialId) == id);
        if (passkey is not null)
        {
            await signIn.UserManager.RemovePasskeyAsync(user, passkey.CredentialId);
            Log.Changed(logger, "removed", user.Id);
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A passkey was {What} for user {UserId}.")]
        public static partial void Changed(ILogger logger, string what, string userId);
    }
}

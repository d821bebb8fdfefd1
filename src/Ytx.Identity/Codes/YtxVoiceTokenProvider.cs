using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity;

/// <summary>Identity's token provider that rings the user's phone and speaks the token.</summary>
/// <typeparam name="TUser">The application's user.</typeparam>
/// <param name="codes">The way of a code.</param>
internal sealed class YtxVoiceTokenProvider<TUser>(VoiceCodeService codes) : IUserTwoFactorTokenProvider<TUser>
    where TUser : class
{
    /// <summary>
    /// True for a user with a confirmed number, even if it cannot be called now. If no provider returns true, Identity signs the
    /// user in by password alone. So a wrong setting or an outage must not make this false.
    /// </summary>
    /// <param name="manager">Identity's manager.</param>
    /// <param name="user">The user.</param>
    /// <returns>Whether the user has this factor. <see cref="IVoiceCodeManager{TUser}.CanCallAsync"/> says whether it works.</returns>
    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<TUser> manager, TUser user)
    {
        ArgumentNullException.ThrowIfNull(manager);
        return await manager.IsPhoneNumberConfirmedAsync(user).ConfigureAwait(false)
            && !string.IsNullOrEmpty(await manager.GetPhoneNumberAsync(user).ConfigureAwait(false));
    }

    /// <summary>Rings the number that belongs to the purpose and returns the code once the call was accepted.</summary>
    /// <param name="purpose">What the code is for.</param>
    /// <param name="manager">Identity's manager.</param>
    /// <param name="user">The user.</param>
    /// <returns>The code that is spoken. Secret: the user is to hear it, not to read it.</returns>
    /// <exception cref="VoiceCodeException">No call was placed, or it is unknown whether it was.</exception>
    public async Task<string> GenerateAsync(string purpose, UserManager<TUser> manager, TUser user)
    {
        var result = await Manager(manager).CallAsync(user, purpose, CancellationToken.None).ConfigureAwait(false);
        return result is { Succeeded: true, Code: { } code } ? code : throw new VoiceCodeException(result);
    }

    /// <summary>Checks a code. A right one is used up.</summary>
    /// <param name="purpose">What the code is for.</param>
    /// <param name="token">What was typed.</param>
    /// <param name="manager">Identity's manager.</param>
    /// <param name="user">The user.</param>
    /// <returns>Whether it is right.</returns>
    public async Task<bool> ValidateAsync(
        string purpose, string token, UserManager<TUser> manager, TUser user) =>
        (await Manager(manager).CheckAsync(user, purpose, token, CancellationToken.None).ConfigureAwait(false)).Succeeded;

    // Not injected: Identity's manager creates its providers, so one of them cannot ask for the manager.
    private VoiceCodeManager<TUser> Manager(UserManager<TUser> users) => new(users, codes);
}

using Microsoft.AspNetCore.Identity;
using Ytx.Voice;

namespace Ytx.Identity.Phones;

/// <summary>
/// Accounts that are known by their phone number (手机号登录): one door to sign in or register. Registered by
/// <c>AddYtxPhoneSignIn()</c>. Who holds the number holds the account, until it has a second factor or a passkey: see docs/security.md.
/// </summary>
/// <typeparam name="TUser">The application's user.</typeparam>
public interface IPhoneAccounts<TUser>
    where TUser : class
{
    /// <summary>The account that has confirmed a number.</summary>
    /// <param name="phoneNumber">The number, however it is written.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The account; null if there is none, or several have the number.</returns>
    Task<TUser?> FindByPhoneAsync(string? phoneNumber, CancellationToken cancellationToken = default);

    /// <summary>Creates an account with the number that was proved, confirmed and in E.164.</summary>
    /// <param name="user">The new user; without a name it gets a random one.</param>
    /// <param name="proof">The proof of <see cref="IPhoneVerification.CheckAsync"/> for <see cref="PhonePurpose.SignIn"/>.</param>
    /// <param name="cancellationToken">Gives up before the proof is taken.</param>
    /// <returns>
    /// What Identity says of it, or error <c>InvalidPhoneProof</c>, <c>DuplicatePhoneNumber</c>, or <c>ConcurrencyFailure</c> if another
    /// request is at the same number. A proof is only taken if the rest holds.
    /// </returns>
    Task<IdentityResult> CreateWithPhoneAsync(TUser user, string? proof, CancellationToken cancellationToken = default);

    /// <summary>Signs in to the account of the number that was proved, or makes one.</summary>
    /// <param name="proof">The proof of <see cref="IPhoneVerification.CheckAsync"/> for <see cref="PhonePurpose.SignIn"/>.</param>
    /// <param name="create">Makes the new user, without name and number; null for one without anything.</param>
    /// <param name="isPersistent">Whether the session outlives the browser.</param>
    /// <param name="cancellationToken">Gives up before the proof is taken.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="InvalidOperationException">There is no <c>SignInManager</c>, or no request, and so no browser.</exception>
    Task<PhoneSignInResult<TUser>> SignInAsync(
        string? proof, Func<PhoneNumber, TUser>? create = null, bool isPersistent = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// The second step after <see cref="PhoneSignInOutcome.SecondStepNeeded"/> with a password. Identity's own methods take the code of an
    /// authenticator app or a recovery code instead; a call to the same phone is no second step.
    /// </summary>
    /// <param name="password">What was typed. A wrong one counts towards Identity's lockout.</param>
    /// <param name="isPersistent">Whether the session outlives the browser.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="InvalidOperationException">There is no <c>SignInManager</c>, or no request, and so no browser.</exception>
    Task<PhoneSignInResult<TUser>> SignInWithPasswordAsync(string? password, bool isPersistent = false);

    /// <summary>Stops a way back that somebody has asked for: call it when the owner signs in otherwise and says that it is not theirs.</summary>
    /// <param name="user">The user.</param>
    /// <returns>What Identity says of it.</returns>
    Task<IdentityResult> StopWayBackAsync(TUser user);
}

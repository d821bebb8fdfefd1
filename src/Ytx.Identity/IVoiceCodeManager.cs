using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// Calls users and checks what they heard, with results that say more than Identity's true and false: for pages that
/// show how many tries are left and when the next call is allowed. The token provider is built on it.
/// </summary>
/// <remarks>
/// A user who is null throws <see cref="ArgumentNullException"/>. A call or a check throws
/// <see cref="InvalidOperationException"/> if the user has no security stamp, or an id with an unpaired surrogate, and
/// <see cref="OperationCanceledException"/> if the caller gave it up in time.
/// </remarks>
/// <typeparam name="TUser">The application's user.</typeparam>
public interface IVoiceCodeManager<TUser>
    where TUser : class
{
    /// <summary>
    /// What the last check in this scope came to, by any caller; null if there was none. For pages that go on calling
    /// <c>TwoFactorSignInAsync</c>, which only says that it failed; <see cref="SignInAsync"/> says why.
    /// </summary>
    VoiceCodeVerification? LastVerification { get; }

    /// <summary>Rings the number that belongs to the purpose and speaks a code. Expected failures are values.</summary>
    /// <param name="user">The user.</param>
    /// <param name="purpose">What the code is for: see <see cref="VoiceCodePurpose"/>.</param>
    /// <param name="cancellationToken">
    /// Gives up until the call is granted, and leaves an attempt at most; from then on the call is placed and its result
    /// returned, whatever becomes of this token.
    /// </param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentException">The purpose is empty, or it contains an unpaired surrogate.</exception>
    Task<VoiceCallResult> RequestCallAsync(
        TUser user, string purpose, CancellationToken cancellationToken = default);

    /// <summary>How far a call has come, as far as it is reported. Needs <c>AddYtxCallStatus()</c>.</summary>
    /// <param name="user">The user who asked for it.</param>
    /// <param name="callId">The call: <see cref="VoiceCallResult.CallId"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Its status; null if there is no such call, it is somebody else's, or it was placed a quarter of an hour ago.</returns>
    Task<VoiceCallStatus?> GetCallAsync(TUser user, string? callId, CancellationToken cancellationToken = default);

    /// <summary>How far a call has come, now and at each change, until it is over. Needs <c>AddYtxCallStatus()</c>.</summary>
    /// <param name="user">The user who asked for it.</param>
    /// <param name="callId">The call: <see cref="VoiceCallResult.CallId"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its status each time; nothing if there is no such call or it is somebody else's.</returns>
    IAsyncEnumerable<VoiceCallStatus> WatchCallAsync(
        TUser user, string? callId, CancellationToken cancellationToken = default);

    /// <summary>Checks a code. A right one is used up.</summary>
    /// <param name="user">The user.</param>
    /// <param name="purpose">What the code is for: see <see cref="VoiceCodePurpose"/>.</param>
    /// <param name="code">What was typed: spaces, dashes and digits of other scripts are understood.</param>
    /// <param name="cancellationToken">Gives up before the code is checked; a check that has begun is finished.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentException">The purpose is empty, or it contains an unpaired surrogate.</exception>
    Task<VoiceCodeVerification> VerifyAsync(
        TUser user, string purpose, string? code, CancellationToken cancellationToken = default);

    /// <summary>Whether a log-in call could ring the user: the number is confirmed and may be called. Rings nobody.</summary>
    /// <param name="user">The user.</param>
    /// <returns>Whether it could.</returns>
    Task<bool> CanCallAsync(TUser user);

    /// <summary>
    /// Whether what was typed has the form of a code. For pages that go on calling <c>TwoFactorSignInAsync</c>, which counts
    /// everything that it is given towards Identity's lockout, a slip of the finger included.
    /// </summary>
    /// <param name="code">What was typed: spaces, dashes and digits of other scripts are understood.</param>
    /// <returns>Whether <see cref="VerifyAsync"/> would compare it.</returns>
    bool IsWellFormedCode(string? code);

    /// <summary>
    /// Forgets a user's wrong tries for one kind of purpose, after support or another factor has shown who it is.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="purposeKind">The kind of purpose.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was done; false if the store could not be reached.</returns>
    Task<bool> UnlockAsync(
        TUser user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken = default);

    /// <summary>
    /// The second step of a log-in: checks the code and signs in the user whose password was right in this browser. Only a
    /// code that was compared and is wrong counts towards Identity's lockout.
    /// </summary>
    /// <param name="code">What was typed: spaces, dashes and digits of other scripts are understood.</param>
    /// <param name="isPersistent">Whether the session outlives the browser.</param>
    /// <param name="rememberClient">Whether this browser is not asked for a code again.</param>
    /// <param name="cancellationToken">Gives up before the code is checked; what has begun is finished.</param>
    /// <returns>What came of it; <see cref="VoiceCodeReason.None"/> means signed in.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is no <c>SignInManager</c>: call <c>AddSignInManager()</c>. Or there is no request, and so no browser.
    /// </exception>
    Task<VoiceCodeVerification> SignInAsync(
        string? code, bool isPersistent = false, bool rememberClient = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens what <see cref="RequireVoiceCodeAttribute"/> guards: checks the code, and notes in the cookies of this session that it was
    /// typed, for <c>Ytx:StepUp:Lifetime</c>. That ends with the session, with a changed password, phone or security stamp; no other
    /// session of the user has it, nor has an earlier copy of this one's cookies. A request that a bearer token of Identity let in is
    /// answered with new tokens, as JSON: the access token has the note, and one that is refreshed has lost it.
    /// </summary>
    /// <param name="action">
    /// What is to be done: see <see cref="VoiceCodePurpose.StepUp"/>, the purpose of the call. A page that takes it from its address
    /// compares it with the actions that the site has.
    /// </param>
    /// <param name="code">What was typed: spaces, dashes and digits of other scripts are understood.</param>
    /// <param name="cancellationToken">Gives up before the code is checked; what has begun is finished.</param>
    /// <returns>
    /// What came of it; <see cref="VoiceCodeReason.None"/> means open, and <see cref="VoiceCodeReason.UserNotAllowed"/> that nobody
    /// is signed in in this request, or that the account was changed since.
    /// </returns>
    /// <exception cref="ArgumentException">The action has characters that none may have, or it is empty or too long.</exception>
    /// <exception cref="InvalidOperationException">
    /// There is no <c>SignInManager</c>: call <c>AddSignInManager()</c>. Or no cookie or token can be written: there is no request, it is a
    /// Blazor circuit's, or the answer has begun. The code stays usable.
    /// </exception>
    Task<VoiceCodeVerification> StepUpAsync(string action, string? code, CancellationToken cancellationToken = default);

    /// <summary>
    /// Checks the code that was spoken to a number and makes that the user's confirmed one, in E.164. Of a user who is signed in
    /// in this browser the session goes on; all others end.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="phoneNumber">The number that was called.</param>
    /// <param name="code">What was typed.</param>
    /// <param name="cancellationToken">Gives up before the code is checked; what has begun is finished.</param>
    /// <returns>What came of it; <see cref="VoiceCodeReason.None"/> means stored.</returns>
    Task<VoiceCodeVerification> ChangePhoneNumberAsync(
        TUser user, string? phoneNumber, string? code, CancellationToken cancellationToken = default);

    /// <summary>
    /// Resets a password: checks the token of the link that was e-mailed, the new password, and last the code that was spoken.
    /// A phone alone must not reset a password: somebody who has taken over the number would have the account.
    /// </summary>
    /// <param name="user">The user, whose confirmed number was called for <see cref="VoiceCodePurpose.ResetPassword"/>.</param>
    /// <param name="token">The token of <c>GeneratePasswordResetTokenAsync</c>, from the link.</param>
    /// <param name="newPassword">The new password.</param>
    /// <param name="code">What was typed.</param>
    /// <param name="cancellationToken">Gives up before the code is checked; what has begun is finished.</param>
    /// <returns>
    /// What came of it; <see cref="VoiceCodeReason.None"/> means reset, and <see cref="VoiceCodeReason.Refused"/> with
    /// <see cref="VoiceCodeVerification.Errors"/> that the new password breaks a rule.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// <c>IdentityOptions.Tokens.PasswordResetTokenProvider</c> is this one, so that no link can have a token.
    /// </exception>
    Task<VoiceCodeVerification> ResetPasswordAsync(
        TUser user, string? token, string? newPassword, string? code, CancellationToken cancellationToken = default);
}

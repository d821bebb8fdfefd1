using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity;

/// <summary>
/// Calls users and checks what they heard, with results that say more than Identity's true and false: for pages that
/// show how many tries are left and when the next call is allowed. The token provider is built on it.
/// </summary>
/// <typeparam name="TUser">The application's user.</typeparam>
/// <param name="users">Identity's manager.</param>
/// <param name="codes">The way of a code.</param>
public partial class VoiceCodeManager<TUser>(UserManager<TUser> users, VoiceCodeService codes)
    where TUser : class
{
    private static readonly string UserType = typeof(TUser).ToString();

    /// <summary>
    /// What the last check in this scope came to, whoever made it; null if there was none. For pages that go on calling
    /// <c>TwoFactorSignInAsync</c>, which only says that it failed; <see cref="SignInAsync"/> says why.
    /// </summary>
    public VoiceCodeVerification? LastVerification => codes.LastVerification;

    /// <summary>Rings the number that belongs to the purpose and speaks a code. Expected failures are values.</summary>
    /// <param name="user">The user.</param>
    /// <param name="purpose">What the code is for: see <see cref="VoiceCodePurpose"/>.</param>
    /// <param name="cancellationToken">
    /// Gives up until the call is granted, and leaves an attempt at most; from then on the call is placed and its result
    /// returned, whatever becomes of this token.
    /// </param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentException">
    /// The purpose is empty, or no well-formed text: it has half of a surrogate pair.
    /// </exception>
    public virtual Task<VoiceCallResult> RequestCallAsync(
        TUser user, string purpose, CancellationToken cancellationToken = default) =>
        CallAsync(user, purpose, cancellationToken).AsTask();

    /// <summary>Checks a code. A right one is used up.</summary>
    /// <param name="user">The user.</param>
    /// <param name="purpose">What the code is for: see <see cref="VoiceCodePurpose"/>.</param>
    /// <param name="code">What was typed: spaces, dashes and digits of other scripts are understood.</param>
    /// <param name="cancellationToken">Gives up before the code is checked; a check that has begun is finished.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentException">
    /// The purpose is empty, or no well-formed text: it has half of a surrogate pair.
    /// </exception>
    public virtual Task<VoiceCodeVerification> VerifyAsync(
        TUser user, string purpose, string? code, CancellationToken cancellationToken = default) =>
        CheckAsync(user, purpose, code, cancellationToken).AsTask();

    /// <summary>Whether a log-in call could ring the user: the number is confirmed and may be called. Rings nobody.</summary>
    /// <param name="user">The user.</param>
    /// <returns>Whether it could.</returns>
    public virtual async Task<bool> CanCallAsync(TUser user) =>
        await SubjectAsync(users, user, VoiceCodePurpose.LogIn).ConfigureAwait(false) is { } subject
        && codes.TryParse(subject.Number, out var number)
        && codes.Allows(number);

    /// <summary>
    /// Whether what was typed has the form of a code. For pages that go on calling <c>TwoFactorSignInAsync</c>, which counts
    /// everything that it is given towards Identity's lockout, a slip of the finger included.
    /// </summary>
    /// <param name="code">What was typed: spaces, dashes and digits of other scripts are understood.</param>
    /// <returns>Whether <see cref="VerifyAsync"/> would compare it.</returns>
    public virtual bool CanBeCode(string? code) => codes.CanBeCode(code);

    /// <summary>
    /// Forgets a user's wrong tries at one door, after support or another factor has shown who it is.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="purposeClass">The door.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was done; false if the store could not be reached.</returns>
    public virtual async Task<bool> UnlockAsync(
        TUser user, VoiceCodePurposeClass purposeClass, CancellationToken cancellationToken = default) =>
        await codes.UnlockAsync(
            OwnerOf(await users.GetUserIdAsync(user).ConfigureAwait(false)), purposeClass, cancellationToken).ConfigureAwait(false);

    internal static CodeOwner OwnerOf(string userId) => new(UserType, userId);

    internal ValueTask<VoiceCallResult> CallAsync(TUser user, string purpose, CancellationToken cancellationToken) =>
        codes.OutlivesRequest
            ? CallAsStoredAsync(user, purpose, cancellationToken)
            : CallAsync(users, user, purpose, isStored: false, cancellationToken);

    internal async ValueTask<VoiceCodeVerification> CheckAsync(
        TUser user, string purpose, string? code, CancellationToken cancellationToken)
    {
        var (subject, reason) = await CurrentAsync(user, purpose).ConfigureAwait(false);
        if (subject is { } passed && codes.TakePass(passed))
        {
            return new VoiceCodeVerification();
        }

        return await CompareAsync(subject, reason, purpose, code, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<VoiceCodeVerification> CompareAsync(
        VoiceCodeSubject? subject, VoiceCodeReason reason, string purpose, string? code, CancellationToken cancellationToken) =>
        subject is { } current
            ? codes.VerifyAsync(current, code, cancellationToken)
            : ValueTask.FromResult(codes.NothingToVerify(purpose, reason));

    private async ValueTask<VoiceCallResult> CallAsync(
        UserManager<TUser> manager, TUser user, string purpose, bool isStored, CancellationToken cancellationToken)
    {
        if (await SubjectAsync(manager, user, purpose).ConfigureAwait(false) is not { } subject)
        {
            return codes.NobodyToRing(purpose, VoiceCodeReason.NoPhoneNumber);
        }

        // A call costs money: the user is looked up again, who may be gone since the request began.
        var isAllowed = (isStored || await manager.FindByIdAsync(subject.Owner.UserId).ConfigureAwait(false) is not null)
            && !await IsLockedOutAsync(manager, user).ConfigureAwait(false);
        return await codes.RequestCallAsync(subject, isAllowed, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<VoiceCallResult> CallAsStoredAsync(TUser user, string purpose, CancellationToken cancellationToken) =>
        AsStoredAsync(user, (_, manager, stored) => stored is null
            ? ValueTask.FromResult(codes.NobodyToRing(purpose, VoiceCodeReason.UserNotAllowed))
            : CallAsync(manager, stored, purpose, isStored: true, cancellationToken));

    // What is to be verified now, or why nothing is.
    private async ValueTask<(VoiceCodeSubject? Subject, VoiceCodeReason Reason)> CurrentAsync(TUser user, string purpose) =>
        codes.OutlivesRequest
            ? await CurrentAsStoredAsync(user, purpose).ConfigureAwait(false)
            : (await SubjectAsync(users, user, purpose).ConfigureAwait(false), VoiceCodeReason.NoPhoneNumber);

    // Apart, so that an ordinary request makes no closure.
    private ValueTask<(VoiceCodeSubject? Subject, VoiceCodeReason Reason)> CurrentAsStoredAsync(TUser user, string purpose) =>
        AsStoredAsync<(VoiceCodeSubject?, VoiceCodeReason)>(user, async (_, manager, stored) => stored is null
            ? (null, VoiceCodeReason.UserNotAllowed)
            : (await SubjectAsync(manager, stored, purpose).ConfigureAwait(false), VoiceCodeReason.NoPhoneNumber));

    // With the user as stored, whatever this scope remembers; null if there is none any more.
    private async ValueTask<T> AsStoredAsync<T>(TUser user, Func<IServiceProvider, UserManager<TUser>, TUser?, ValueTask<T>> step)
    {
        ArgumentNullException.ThrowIfNull(user);
        var scope = codes.Services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var manager = scope.ServiceProvider.GetRequiredService<UserManager<TUser>>();
            var id = await users.GetUserIdAsync(user).ConfigureAwait(false);
            return await step(scope.ServiceProvider, manager, await manager.FindByIdAsync(id).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> IsLockedOutAsync(UserManager<TUser> manager, TUser user) =>
        manager.SupportsUserLockout && await manager.IsLockedOutAsync(user).ConfigureAwait(false);

    // The purpose decides the number: the one that is to be confirmed, or else the user's confirmed one.
    private static async ValueTask<VoiceCodeSubject?> SubjectAsync(UserManager<TUser> users, TUser user, string purpose)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        var number = VoiceCodePurpose.NumberIn(purpose);
        if (number is null && !VoiceCodePurpose.IsWellFormed(purpose))
        {
            // All such halves become the same sign in UTF-8, and so purposes that differ would be one.
            throw new ArgumentException("A purpose must not hold half of a surrogate pair.", nameof(purpose));
        }

        var confirmed = await users.IsPhoneNumberConfirmedAsync(user).ConfigureAwait(false)
            ? await users.GetPhoneNumberAsync(user).ConfigureAwait(false) : null;
        number ??= string.IsNullOrEmpty(confirmed) ? null : confirmed;
        if (number is null)
        {
            return null;
        }

        // The stamp is the key of every code: without one, anybody could compute them.
        var stamp = await users.GetSecurityStampAsync(user).ConfigureAwait(false);
        if (string.IsNullOrEmpty(stamp))
        {
            throw new InvalidOperationException(
                "The user has no security stamp. Call UserManager.UpdateSecurityStampAsync for users that were imported.");
        }

        var id = await users.GetUserIdAsync(user).ConfigureAwait(false);
        if (!VoiceCodePurpose.IsWellFormed(id))
        {
            throw new InvalidOperationException("The user's id holds half of a surrogate pair.");
        }

        return new VoiceCodeSubject
        {
            Owner = OwnerOf(id),
            SecurityStamp = stamp,
            Purpose = purpose,
            Number = number,
            ConfirmedNumber = confirmed,
        };
    }
}

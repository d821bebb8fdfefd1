using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Phones;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>What <see cref="IVoiceCodeManager{TUser}"/> promises; and the token provider, which is built on it.</summary>
internal sealed partial class VoiceCodeManager<TUser>(UserManager<TUser> users, VoiceCodeService codes) : IVoiceCodeManager<TUser>
    where TUser : class
{
    private static readonly string UserType = typeof(TUser).ToString();

    /// <inheritdoc/>
    public VoiceCodeVerification? LastVerification => codes.LastVerification;

    /// <inheritdoc/>
    public Task<VoiceCallResult> RequestCallAsync(
        TUser user, string purpose, CancellationToken cancellationToken = default) =>
        CallAsync(user, purpose, cancellationToken).AsTask();

    /// <inheritdoc/>
    public Task<VoiceCodeVerification> VerifyAsync(
        TUser user, string purpose, string? code, CancellationToken cancellationToken = default) =>
        CheckAsync(user, purpose, code, cancellationToken).AsTask();

    /// <inheritdoc/>
    public async Task<bool> CanCallAsync(TUser user) =>
        await SubjectAsync(users, user, VoiceCodePurpose.LogIn).ConfigureAwait(false) is { } subject
        && codes.TryParse(subject.Number, out var number)
        && codes.Allows(number);

    /// <inheritdoc/>
    public async Task<VoiceCallStatus?> GetCallAsync(TUser user, string? callId, CancellationToken cancellationToken = default) =>
        callId is null || codes.Services.GetService<VoiceCalls>() is not { } calls ? null
        : await calls.FindAsync([KeyOf(await users.GetUserIdAsync(user).ConfigureAwait(false))], callId, cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public async IAsyncEnumerable<VoiceCallStatus> WatchCallAsync(
        TUser user, string? callId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (callId is null || codes.Services.GetService<VoiceCalls>() is not { } calls)
        {
            yield break;
        }

        var owner = KeyOf(await users.GetUserIdAsync(user).ConfigureAwait(false));
        await foreach (var status in calls.WatchAsync([owner], callId, stopping: default, cancellationToken)
            .ConfigureAwait(false))
        {
            if (status is not null)
            {
                yield return status;
            }
        }
    }

    /// <inheritdoc/>
    public bool IsWellFormedCode(string? code) => codes.IsWellFormedCode(code);

    /// <inheritdoc/>
    public async Task<bool> UnlockAsync(
        TUser user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken = default) =>
        await codes.UnlockAsync(
            KeyOf(await users.GetUserIdAsync(user).ConfigureAwait(false)), purposeKind, cancellationToken).ConfigureAwait(false);

    internal static UserKey KeyOf(string userId) => new(UserType, userId);

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
        var isAllowed = (isStored || await manager.FindByIdAsync(subject.User.UserId).ConfigureAwait(false) is not null)
            && !await IsLockedOutAsync(manager, user).ConfigureAwait(false)
            && !await BeganWithPhoneAsync(purpose).ConfigureAwait(false);
        return await codes.RequestCallAsync(subject, isAllowed, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<VoiceCallResult> CallAsStoredAsync(TUser user, string purpose, CancellationToken cancellationToken) =>
        AsStoredAsync(user, (_, manager, stored) => stored is null
            ? ValueTask.FromResult(codes.NobodyToRing(purpose, VoiceCodeReason.UserNotAllowed))
            : CallAsync(manager, stored, purpose, isStored: true, cancellationToken));

    // What is to be verified now, or why nothing is.
    private async ValueTask<(VoiceCodeSubject? Subject, VoiceCodeReason Reason)> CurrentAsync(TUser user, string purpose) =>
        await BeganWithPhoneAsync(purpose).ConfigureAwait(false) ? (null, VoiceCodeReason.UserNotAllowed)
        : codes.OutlivesRequest
            ? await CurrentAsStoredAsync(user, purpose).ConfigureAwait(false)
            : (await SubjectAsync(users, user, purpose).ConfigureAwait(false), VoiceCodeReason.NoPhoneNumber);

    // Then a call to the same phone is no second step.
    private ValueTask<bool> BeganWithPhoneAsync(string purpose) =>
        purpose is VoiceCodePurpose.LogIn && codes.Services.GetService<PhoneHalf>() is { } half ? half.WaitsAsync() : default;

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

    /// <summary>Whether Identity would let the user in, whatever is proved.</summary>
    internal static async ValueTask<bool> MaySignInAsync(SignInManager<TUser> signIn, TUser user) =>
        await signIn.CanSignInAsync(user).ConfigureAwait(false) && !await IsLockedOutAsync(signIn.UserManager, user).ConfigureAwait(false);

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
            throw new ArgumentException("A purpose must be well-formed UTF-16: it contains an unpaired surrogate.", nameof(purpose));
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
            throw new InvalidOperationException("The user's id is not well-formed UTF-16: it contains an unpaired surrogate.");
        }

        return new VoiceCodeSubject
        {
            User = KeyOf(id),
            SecurityStamp = stamp,
            Purpose = purpose,
            Number = number,
            ConfirmedNumber = confirmed,
        };
    }
}

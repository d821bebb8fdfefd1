using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Phones;

namespace Ytx.Identity;

/// <content>
/// Whole steps: what Identity checks besides comes before the code, which is compared once; a write that fails because the
/// user's row changed meanwhile is repeated, and nobody has to type anything again.
/// </content>
internal sealed partial class VoiceCodeManager<TUser>
{
    private const int MaxWrites = 3;

    private static readonly IdentityResult NotAllowed = IdentityResult.Failed();

    /// <inheritdoc/>
    public async Task<VoiceCodeVerification> SignInAsync(
        string? code, bool isPersistent = false, bool rememberClient = false, CancellationToken cancellationToken = default)
    {
        var signIn = SignInManagerOf(codes.Services);
        if (await signIn.GetTwoFactorAuthenticationUserAsync().ConfigureAwait(false) is not { } user)
        {
            return codes.NothingToVerify(VoiceCodePurpose.LogIn, VoiceCodeReason.NoLogInWaits);
        }

        if (!await MaySignInAsync(signIn, user).ConfigureAwait(false))
        {
            return codes.NothingToVerify(VoiceCodePurpose.LogIn, VoiceCodeReason.UserNotAllowed);
        }

        var (check, subject) = await CompareAsync(user, VoiceCodePurpose.LogIn, code, cancellationToken).ConfigureAwait(false);
        if (check.Reason is VoiceCodeReason.WrongCode && users.SupportsUserLockout)
        {
            return await CountAsync(check, user).ConfigureAwait(false);
        }

        return check.Succeeded
            ? await FinishAsync(check, user, subject, async (services, _, _) =>
            {
                var result = await SignInManagerOf(services).TwoFactorSignInAsync(
                    YtxVoiceDefaults.ProviderName, code!, isPersistent, rememberClient).ConfigureAwait(false);

                // It does not say why it failed: most likely the row changed, which is worth another try.
                return result.Succeeded ? IdentityResult.Success
                    : result.IsLockedOut || result.IsNotAllowed ? NotAllowed : RowChanged(services);
            }).ConfigureAwait(false)
            : check;
    }

    /// <inheritdoc/>
    public async Task<VoiceCodeVerification> ChangePhoneNumberAsync(
        TUser user, string? phoneNumber, string? code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (!codes.TryParse(phoneNumber, out var number))
        {
            return codes.NothingToVerify(VoiceCodePurpose.ChangePhoneNumber(""), VoiceCodeReason.InvalidPhoneNumber);
        }

        var purpose = VoiceCodePurpose.ChangePhoneNumber(number.E164);
        var (check, subject) = await CompareAsync(user, purpose, code, cancellationToken).ConfigureAwait(false);
        var isFree = false;
        return check.Succeeded
            ? await FinishAsync(check, user, subject, async (services, manager, stored) =>
            {
                // Only now: before the code was right, nobody is told whether another account has the number.
                var accounts = services.GetService<PhoneAccounts<TUser>>();
                if (accounts is not null && !isFree)
                {
                    if (await accounts.TakeOverAsync(stored, number, CancellationToken.None).ConfigureAwait(false) is { Succeeded: false } held)
                    {
                        return held;
                    }

                    isFree = true;
                }

                var result = await manager.ChangePhoneNumberAsync(stored, number.E164, code!).ConfigureAwait(false);
                if (result.Succeeded && accounts is not null)
                {
                    await accounts.ProvedAsync(stored, number).ConfigureAwait(false);
                }

                if (result.Succeeded && codes.IsInRequest && services.GetService<SignInManager<TUser>>() is not null)
                {
                    await KeepSessionAsync(SignInManagerOf(services), stored).ConfigureAwait(false);
                }

                return result;
            }).ConfigureAwait(false)
            : check;
    }

    /// <inheritdoc/>
    public async Task<VoiceCodeVerification> ResetPasswordAsync(
        TUser user, string? token, string? newPassword, string? code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var provider = users.Options.Tokens.PasswordResetTokenProvider;
        if (provider == YtxVoiceDefaults.ProviderName)
        {
            throw new InvalidOperationException(
                $"IdentityOptions.Tokens.PasswordResetTokenProvider must not be \"{YtxVoiceDefaults.ProviderName}\": the link in the "
                + "e-mail needs a token of another provider. Remove the line that sets it.");
        }

        if (string.IsNullOrEmpty(token) || !await users.VerifyUserTokenAsync(
            user, provider, UserManager<TUser>.ResetPasswordTokenPurpose, token).ConfigureAwait(false))
        {
            return codes.NothingToVerify(VoiceCodePurpose.ResetPassword, VoiceCodeReason.InvalidToken);
        }

        if (await ErrorsOfAsync(user, newPassword).ConfigureAwait(false) is { Count: > 0 } errors)
        {
            return codes.NothingToVerify(VoiceCodePurpose.ResetPassword, VoiceCodeReason.Refused, errors);
        }

        var (check, subject) = await CompareAsync(user, VoiceCodePurpose.ResetPassword, code, cancellationToken).ConfigureAwait(false);
        return check.Succeeded
            ? await FinishAsync(check, user, subject, (_, manager, stored) => manager.ResetPasswordAsync(stored, token, newPassword!))
                .ConfigureAwait(false)
            : check;
    }

    internal static SignInManager<TUser> RequiredSignInManager(IServiceProvider services) =>
        services.GetService<SignInManager<TUser>>()
        ?? throw new InvalidOperationException("There is no SignInManager. Call AddSignInManager() on the IdentityBuilder.");

    /// <summary>
    /// Changes how a user signs in, after that was proved: with the user as stored, if the row changed meanwhile, but not if the stamp
    /// did. The session of this request goes on.
    /// </summary>
    internal async Task<IdentityResult> ChangeAsync(TUser user, Func<IServiceProvider, UserManager<TUser>, TUser, Task<IdentityResult>> change)
    {
        var stamp = await users.GetSecurityStampAsync(user).ConfigureAwait(false);
        return await WriteAsync(user, subject: null, async (services, manager, stored) =>
        {
            if (await manager.GetSecurityStampAsync(stored).ConfigureAwait(false) != stamp)
            {
                return NotAllowed;
            }

            var result = await change(services, manager, stored).ConfigureAwait(false);
            if (result.Succeeded)
            {
                await KeepSessionAsync(SignInManagerOf(services), stored).ConfigureAwait(false);
            }

            return result;
        }).ConfigureAwait(false);
    }

    private SignInManager<TUser> SignInManagerOf(IServiceProvider services)
    {
        var signIn = RequiredSignInManager(services);
        if (services != codes.Services)
        {
            // A scope of its own answers as this request's would: by cookie or by tokens.
            signIn.AuthenticationScheme = SignInManagerOf(codes.Services).AuthenticationScheme;
        }

        return signIn;
    }

    internal static IdentityResult RowChanged(IServiceProvider services) => IdentityResult.Failed(
        (services.GetService<IdentityErrorDescriber>() ?? new IdentityErrorDescriber()).ConcurrencyFailure());

    // With the new stamp, or the next check of the session would end this one too.
    private static async Task KeepSessionAsync(SignInManager<TUser> signIn, TUser user)
    {
        // A bearer token's user bears the mark of the cookie's scheme, so IsSignedIn does not know him by his own.
        if (signIn.Context is { Response.HasStarted: false } context
            && (signIn.IsSignedIn(context.User) || signIn.AuthenticationScheme == IdentityConstants.BearerScheme)
            && signIn.UserManager.GetUserId(context.User) == await signIn.UserManager.GetUserIdAsync(user).ConfigureAwait(false))
        {
            await signIn.RefreshSignInAsync(user).ConfigureAwait(false);
        }
    }

    private async ValueTask<(VoiceCodeVerification Check, VoiceCodeSubject? Subject)> CompareAsync(
        TUser user, string purpose, string? code, CancellationToken cancellationToken)
    {
        var (subject, reason) = await CurrentAsync(user, purpose).ConfigureAwait(false);
        return (await CompareAsync(subject, reason, purpose, code, cancellationToken).ConfigureAwait(false), subject);
    }

    // Towards Identity's lockout.
    private async Task<VoiceCodeVerification> CountAsync(VoiceCodeVerification check, TUser user)
    {
        var isLockedOut = false;
        await WriteAsync(user, subject: null, async (_, manager, stored) =>
        {
            var result = await manager.AccessFailedAsync(stored).ConfigureAwait(false);
            isLockedOut = await manager.IsLockedOutAsync(stored).ConfigureAwait(false);
            return result;
        }).ConfigureAwait(false);
        return isLockedOut ? new VoiceCodeVerification { Reason = VoiceCodeReason.UserNotAllowed } : check;
    }

    private async Task<List<IdentityError>> ErrorsOfAsync(TUser user, string? newPassword)
    {
        var errors = new List<IdentityError>();
        foreach (var validator in users.PasswordValidators)
        {
            var result = await validator.ValidateAsync(users, user, newPassword).ConfigureAwait(false);
            errors.AddRange(result.Errors);
        }

        return errors;
    }

    private async Task<VoiceCodeVerification> FinishAsync(
        VoiceCodeVerification check, TUser user, VoiceCodeSubject? subject,
        Func<IServiceProvider, UserManager<TUser>, TUser, Task<IdentityResult>> write)
    {
        var result = await WriteAsync(user, subject, write).ConfigureAwait(false);
        return result.Succeeded ? check : new VoiceCodeVerification
        {
            Reason = result.Errors.Any() ? VoiceCodeReason.Refused : VoiceCodeReason.UserNotAllowed,
            RequestId = check.RequestId,
            Errors = [.. result.Errors],
        };
    }

    // With the user as this scope has it, and where that does not go, as it is stored now, in a scope of its own.
    private async Task<IdentityResult> WriteAsync(
        TUser user, VoiceCodeSubject? subject, Func<IServiceProvider, UserManager<TUser>, TUser, Task<IdentityResult>> write)
    {
        var result = codes.OutlivesRequest
            ? RowChanged(codes.Services) : await PassAsync(codes, codes.Services, users, user).ConfigureAwait(false);
        for (var i = 1; i < MaxWrites && result.Errors.Any(IsConcurrencyFailure); i++)
        {
            // A code was right for the password and the phone of that moment, and for no others.
            result = await AsStoredAsync(user, async (services, manager, stored) => stored is null
                || (subject is { } verified && await SubjectAsync(manager, stored, verified.Purpose).ConfigureAwait(false) != verified)
                    ? NotAllowed
                    : await PassAsync(services.GetRequiredService<VoiceCodeService>(), services, manager, stored).ConfigureAwait(false))
                .ConfigureAwait(false);
        }

        return result;

        async Task<IdentityResult> PassAsync(
            VoiceCodeService service, IServiceProvider services, UserManager<TUser> manager, TUser current)
        {
            service.Pass(subject);
            try
            {
                return await write(services, manager, current).ConfigureAwait(false);
            }
            finally
            {
                service.Pass(null);
            }
        }
    }

    private static bool IsConcurrencyFailure(IdentityError error) =>
        error.Code is nameof(IdentityErrorDescriber.ConcurrencyFailure);
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Hooks;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.Phones;

/// <summary>What <see cref="IPhoneAccounts{TUser}"/> promises: one door, whose answers say nothing to who holds no proof.</summary>
internal sealed partial class PhoneAccounts<TUser>(
    IServiceProvider services, UserManager<TUser> users, IPhoneDirectory<TUser> directory, PhoneTimes<TUser> times,
    PhoneVerification verification, VoiceCodeService codes, VoiceCodeLimits limits, KnownDevices devices, VoiceCodeErrorDescriber describer,
    TimeProvider timeProvider, ILogger<PhoneAccounts<TUser>> logger) : IPhoneAccounts<TUser>
    where TUser : class
{
    // One request at a time makes an account of a number or gives it to another one. A unique index says so for ever: docs/phone-sign-in.md.
    private static readonly Allowance OneAtATime = new("phone-account", new AllowanceRule(1, TimeSpan.FromSeconds(10)))
    {
        Per = AllowanceSubject.User,
        CountsAttempts = true,
    };

    private PhoneSignInOptions Options => limits.Options.PhoneSignIn;

    private SignInManager<TUser> SignIn => VoiceCodeManager<TUser>.RequiredSignInManager(services);

    /// <inheritdoc/>
    public async Task<TUser?> FindByPhoneAsync(string? phoneNumber, CancellationToken cancellationToken = default) =>
        codes.TryParse(phoneNumber, out var number)
        && await directory.FindAsync(number, cancellationToken).ConfigureAwait(false) is [var user] ? user : null;

    /// <inheritdoc/>
    public async Task<IdentityResult> CreateWithPhoneAsync(TUser user, string? proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (verification.Open(proof, PhonePurpose.SignIn) is not { } seal || !codes.TryParse(seal.Number, out var number))
        {
            return IdentityResult.Failed(describer.InvalidPhoneProof());
        }

        if (await PrepareAsync(user, number).ConfigureAwait(false) is { } errors)
        {
            return IdentityResult.Failed([.. errors]);
        }

        if (!await BeginAsync(number, cancellationToken).ConfigureAwait(false))
        {
            return VoiceCodeManager<TUser>.RowChanged(services);
        }

        if (Options.OneAccountPerNumber && await directory.FindAsync(number, cancellationToken).ConfigureAwait(false) is not [])
        {
            return IdentityResult.Failed(describer.DuplicatePhoneNumber());
        }

        var taken = await verification.RedeemAsync(proof, PhonePurpose.SignIn, cancellationToken).ConfigureAwait(false);
        return taken.Number is null
            ? IdentityResult.Failed(describer.InvalidPhoneProof()) : await CreateAsync(user, number).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PhoneSignInResult<TUser>> SignInAsync(
        string? proof, Func<PhoneNumber, TUser>? create = null, bool isPersistent = false, CancellationToken cancellationToken = default)
    {
        if (verification.Open(proof, PhonePurpose.SignIn) is not { } seal || !codes.TryParse(seal.Number, out var number))
        {
            return Refused(VoiceCodeReason.InvalidToken);
        }

        var holders = await directory.FindAsync(number, cancellationToken).ConfigureAwait(false);
        var newcomer = holders is [] ? create?.Invoke(number) ?? Activator.CreateInstance<TUser>() : null;
        if (newcomer is not null)
        {
            // What can be refused or collide comes before the proof is taken.
            if (await PrepareAsync(newcomer, number).ConfigureAwait(false) is { } errors)
            {
                return Refused(VoiceCodeReason.Refused, errors);
            }

            if (!await SignIn.CanSignInAsync(newcomer).ConfigureAwait(false))
            {
                return Refused(VoiceCodeReason.UserNotAllowed);
            }

            if (!await BeginAsync(number, cancellationToken).ConfigureAwait(false))
            {
                return Refused(VoiceCodeReason.Unavailable);
            }

            holders = await directory.FindAsync(number, cancellationToken).ConfigureAwait(false);
        }

        var taken = await verification.RedeemAsync(proof, PhonePurpose.SignIn, cancellationToken).ConfigureAwait(false);
        return taken.Number is null ? Refused(taken.Reason) : holders switch
        {
            [] when newcomer is not null => await RegisterAsync(newcomer, number, isPersistent).ConfigureAwait(false),
            [var user] => await OpenAsync(user, number, create, isPersistent, cancellationToken).ConfigureAwait(false),
            // Whose it is nobody can say.
            _ => Refused(VoiceCodeReason.UserNotAllowed),
        };
    }

    /// <inheritdoc/>
    public async Task<PhoneSignInResult<TUser>> SignInWithPasswordAsync(string? password, bool isPersistent = false)
    {
        var signIn = SignIn;
        if (await signIn.GetTwoFactorAuthenticationUserAsync().ConfigureAwait(false) is not { } user
            || !await services.GetRequiredService<PhoneHalf>().WaitsAsync().ConfigureAwait(false))
        {
            return Refused(VoiceCodeReason.NoLogInWaits);
        }

        if (!(await signIn.CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true).ConfigureAwait(false)).Succeeded)
        {
            return Refused(VoiceCodeReason.UserNotAllowed);
        }

        if (users.SupportsUserLockout)
        {
            await users.ResetAccessFailedCountAsync(user).ConfigureAwait(false);
        }

        // Only now: whoever proved the number before the password may have been its next holder.
        if (codes.TryParse(await users.GetPhoneNumberAsync(user).ConfigureAwait(false), out var number))
        {
            await ProvedAsync(user, number).ConfigureAwait(false);
        }

        await signIn.Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme).ConfigureAwait(false);
        await SignInAsync(signIn, user, isPersistent, "pwd", "mfa").ConfigureAwait(false);
        return new() { Outcome = PhoneSignInOutcome.SignedIn, User = user };
    }

    /// <inheritdoc/>
    public Task<IdentityResult> StopWayBackAsync(TUser user) => times.RemoveAsync(user, PhoneTimes<TUser>.WayBack);

    /// <summary>
    /// Whether an account may take a number that it has proved, at a change of its phone; if not, why. A number that another account has
    /// goes over only after that one was told and has not proved it again.
    /// </summary>
    internal async ValueTask<IdentityResult> TakeOverAsync(TUser user, PhoneNumber number, CancellationToken cancellationToken)
    {
        if (!Options.OneAccountPerNumber)
        {
            return IdentityResult.Success;
        }

        if (!await BeginAsync(number, cancellationToken).ConfigureAwait(false))
        {
            return VoiceCodeManager<TUser>.RowChanged(services);
        }

        var id = await users.GetUserIdAsync(user).ConfigureAwait(false);
        foreach (var holder in await directory.FindAsync(number, cancellationToken).ConfigureAwait(false))
        {
            if (await users.GetUserIdAsync(holder).ConfigureAwait(false) != id
                && await ClaimAsync(holder, number, cancellationToken).ConfigureAwait(false) is not { IsFree: true })
            {
                return IdentityResult.Failed(describer.DuplicatePhoneNumber());
            }
        }

        return IdentityResult.Success;
    }

    /// <summary>Notes that an account has proved its number: claims of others end.</summary>
    internal async Task ProvedAsync(TUser user, PhoneNumber number)
    {
        await times.SetAsync(user, PhoneTimes<TUser>.Proved, number.E164, timeProvider.GetUtcNow()).ConfigureAwait(false);
        if (await times.FindAsync(user, PhoneTimes<TUser>.Claimed, number.E164).ConfigureAwait(false) is not null)
        {
            await times.RemoveAsync(user, PhoneTimes<TUser>.Claimed).ConfigureAwait(false);
        }
    }

    private async Task<PhoneSignInResult<TUser>> OpenAsync(
        TUser user, PhoneNumber number, Func<PhoneNumber, TUser>? create, bool isPersistent, CancellationToken cancellationToken)
    {
        var signIn = SignIn;
        if (!await signIn.CanSignInAsync(user).ConfigureAwait(false)
            || (users.SupportsUserLockout && await users.IsLockedOutAsync(user).ConfigureAwait(false)))
        {
            return Refused(VoiceCodeReason.UserNotAllowed);
        }

        switch (await HasChangedHandsAsync(user, number, cancellationToken).ConfigureAwait(false))
        {
            case null:
                return Refused(VoiceCodeReason.Unavailable);
            case true when await ClaimAsync(user, number, cancellationToken).ConfigureAwait(false) is { IsFree: false } held:
                return new() { Outcome = PhoneSignInOutcome.NumberHeld, Reason = VoiceCodeReason.UserNotAllowed, Until = held.Until };
            case true when !await BeginAsync(number, cancellationToken).ConfigureAwait(false):
                return Refused(VoiceCodeReason.Unavailable);
            case true:
                // The number is free since this moment.
                var newcomer = create?.Invoke(number) ?? Activator.CreateInstance<TUser>();
                return await PrepareAsync(newcomer, number).ConfigureAwait(false) is { } errors ? Refused(VoiceCodeReason.Refused, errors)
                    : await RegisterAsync(newcomer, number, isPersistent).ConfigureAwait(false);
        }

        if (await signIn.IsTwoFactorEnabledAsync(user).ConfigureAwait(false))
        {
            var half = PhoneHalf.Of(await users.GetUserIdAsync(user).ConfigureAwait(false));
            await signIn.Context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, half).ConfigureAwait(false);
            return new() { Outcome = PhoneSignInOutcome.SecondStepNeeded, User = user };
        }

        var hasPasskey = await HasPasskeyAsync(user).ConfigureAwait(false);
        if (await IsWayBackAsync(signIn, user, hasPasskey).ConfigureAwait(false)
            && await WayBackAsync(user, number, cancellationToken).ConfigureAwait(false) is { } waiting)
        {
            return waiting;
        }

        await ProvedAsync(user, number).ConfigureAwait(false);
        await WelcomeAsync(signIn, user, number, isNew: false, cancellationToken).ConfigureAwait(false);
        await SignInAsync(signIn, user, isPersistent).ConfigureAwait(false);
        return new() { Outcome = PhoneSignInOutcome.SignedIn, User = user, OffersPasskey = HasPasskeys && !hasPasskey };
    }

    // Entity Framework's store says that it supports them also where its schema is older, and throws.
    private bool HasPasskeys => users.SupportsUserPasskey && users.Options.Stores.SchemaVersion >= IdentitySchemaVersions.Version3;

    // Where the setting of the schema says nothing of a store of another kind, the store itself is asked.
    private async Task<bool> HasPasskeyAsync(TUser user)
    {
        try
        {
            return users.SupportsUserPasskey && (await users.GetPasskeysAsync(user).ConfigureAwait(false)).Count > 0;
        }
        catch (InvalidOperationException) when (!HasPasskeys)
        {
            return false;
        }
    }

    private async Task<PhoneSignInResult<TUser>> RegisterAsync(TUser user, PhoneNumber number, bool isPersistent)
    {
        var signIn = SignIn;
        var result = await CreateAsync(user, number).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            return Refused(VoiceCodeReason.Refused, [.. result.Errors]);
        }

        await WelcomeAsync(signIn, user, number, isNew: true, CancellationToken.None).ConfigureAwait(false);
        await SignInAsync(signIn, user, isPersistent).ConfigureAwait(false);
        return new() { Outcome = PhoneSignInOutcome.Registered, User = user, OffersPasskey = HasPasskeys };
    }

    private async Task<IdentityResult> CreateAsync(TUser user, PhoneNumber number)
    {
        var result = await users.CreateAsync(user).ConfigureAwait(false);
        if (result.Succeeded)
        {
            await ProvedAsync(user, number).ConfigureAwait(false);
        }

        return result;
    }

    // Gives a new user number and name; what Identity would refuse, null if nothing. Not stored yet.
    private async Task<List<IdentityError>?> PrepareAsync(TUser user, PhoneNumber number)
    {
        var store = services.GetRequiredService<IUserStore<TUser>>() as IUserPhoneNumberStore<TUser>
            ?? throw new InvalidOperationException($"The store of {typeof(TUser)} keeps no phone numbers: it is no IUserPhoneNumberStore.");
        await store.SetPhoneNumberAsync(user, number.E164, CancellationToken.None).ConfigureAwait(false);
        await store.SetPhoneNumberConfirmedAsync(user, confirmed: true, CancellationToken.None).ConfigureAwait(false);
        if (string.IsNullOrEmpty(await users.GetUserNameAsync(user).ConfigureAwait(false)))
        {
            await store.SetUserNameAsync(user, Guid.NewGuid().ToString("N"), CancellationToken.None).ConfigureAwait(false);
        }

        var errors = new List<IdentityError>();
        foreach (var validator in users.UserValidators)
        {
            errors.AddRange((await validator.ValidateAsync(users, user).ConfigureAwait(false)).Errors);
        }

        return errors is [] ? null : errors;
    }

    private async ValueTask<bool> BeginAsync(PhoneNumber number, CancellationToken cancellationToken) =>
        await verification.TakeOnceAsync(new UserKey(OneAtATime.Name, number.E164), OneAtATime, cancellationToken).ConfigureAwait(false)
            is ChallengeStatus.Granted;

    [SuppressMessage("Design", "CA1031", Justification = "The boundary to a hook of the application's.")]
    private async ValueTask<bool?> HasChangedHandsAsync(TUser user, PhoneNumber number, CancellationToken cancellationToken)
    {
        if (services.GetService<INumberHistory>() is not { } history)
        {
            return false;
        }

        var since = await times.FindAsync(user, PhoneTimes<TUser>.Proved, number.E164).ConfigureAwait(false);
        try
        {
            return await history.HasChangedHandsAsync(number, since, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.HistoryFailed(logger, history.GetType(), exception.GetType());
            return null;
        }
    }

    // Told first, noted then: what is not told never counts. And only for as long again: whoever comes later is another one.
    private async ValueTask<(bool IsFree, DateTimeOffset? Until)> ClaimAsync(
        TUser holder, PhoneNumber number, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (await times.FindAsync(holder, PhoneTimes<TUser>.Claimed, number.E164).ConfigureAwait(false) is not { } since
            || now >= since + (Options.CoolingTime * 2))
        {
            var isNoted = await TellAsync(holder, PhoneNoticeKind.NumberClaimed, number, now + Options.CoolingTime, cancellationToken)
                    .ConfigureAwait(false)
                && (await times.SetAsync(holder, PhoneTimes<TUser>.Claimed, number.E164, now).ConfigureAwait(false)).Succeeded;
            return (false, isNoted ? now + Options.CoolingTime : null);
        }

        if (now < since + Options.CoolingTime)
        {
            return (false, since + Options.CoolingTime);
        }

        // Its second factor stays on: without a phone, its owner has the other ways.
        if (!(await users.SetPhoneNumberAsync(holder, null).ConfigureAwait(false)).Succeeded)
        {
            return (false, null);
        }

        await times.RemoveAsync(holder, PhoneTimes<TUser>.Claimed).ConfigureAwait(false);
        await TellAsync(holder, PhoneNoticeKind.NumberLost, number, null, cancellationToken).ConfigureAwait(false);
        return (true, null);
    }

    private async ValueTask<bool> IsWayBackAsync(SignInManager<TUser> signIn, TUser user, bool hasPasskey) => Options.PhoneOnlyUntil switch
    {
        PhoneOnlyUntil.Always => false,
        PhoneOnlyUntil.OtherWay when !hasPasskey => await users.HasPasswordAsync(user).ConfigureAwait(false)
            && !devices.Knows(signIn.Context, VoiceCodeManager<TUser>.KeyOf(await users.GetUserIdAsync(user).ConfigureAwait(false))),
        _ => hasPasskey,
    };

    private async Task<PhoneSignInResult<TUser>?> WayBackAsync(TUser user, PhoneNumber number, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var opens = await times.FindAsync(user, PhoneTimes<TUser>.WayBack, number.E164).ConfigureAwait(false) + Options.WayBackDelay;
        if (opens is null || now >= opens + Options.WayBackDelay)
        {
            opens = now + Options.WayBackDelay;
            if (!await TellAsync(user, PhoneNoticeKind.WayBackAsked, number, opens, cancellationToken).ConfigureAwait(false)
                || !(await times.SetAsync(user, PhoneTimes<TUser>.WayBack, number.E164, now).ConfigureAwait(false)).Succeeded)
            {
                return Refused(VoiceCodeReason.Unavailable);
            }
        }

        if (now < opens)
        {
            return new() { Outcome = PhoneSignInOutcome.WayBack, Reason = VoiceCodeReason.UserNotAllowed, Until = opens };
        }

        if (!(await times.RemoveAsync(user, PhoneTimes<TUser>.WayBack).ConfigureAwait(false)).Succeeded)
        {
            return Refused(VoiceCodeReason.Unavailable);
        }

        await TellAsync(user, PhoneNoticeKind.WayBackUsed, number, null, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task WelcomeAsync(
        SignInManager<TUser> signIn, TUser user, PhoneNumber number, bool isNew, CancellationToken cancellationToken)
    {
        var key = VoiceCodeManager<TUser>.KeyOf(await users.GetUserIdAsync(user).ConfigureAwait(false));
        if (!isNew && !devices.Knows(signIn.Context, key))
        {
            await TellAsync(user, PhoneNoticeKind.NewDevice, number, null, cancellationToken).ConfigureAwait(false);
        }

        devices.Add(signIn.Context, key);
    }

    // RFC 8176: tel, a call to a phone.
    private static Task SignInAsync(SignInManager<TUser> signIn, TUser user, bool isPersistent, params string[] methods) =>
        signIn.SignInWithClaimsAsync(
            user, isPersistent,
            [new Claim(ClaimTypes.AuthenticationMethod, PhoneHalf.Method), .. methods.Prepend("tel").Select(method => new Claim("amr", method))]);

    [SuppressMessage("Design", "CA1031", Justification = "The boundary to a hook of the application's.")]
    private async ValueTask<bool> TellAsync(
        TUser user, PhoneNoticeKind kind, PhoneNumber number, DateTimeOffset? effectiveAt, CancellationToken cancellationToken)
    {
        if (services.GetService<IPhoneNotifier<TUser>>() is not { } notifier)
        {
            return false;
        }

        try
        {
            await notifier.TellAsync(
                new() { User = user, Kind = kind, MaskedNumber = number.Masked, EffectiveAt = effectiveAt }, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotTold(logger, kind, exception.GetType());
            return false;
        }
    }

    private static PhoneSignInResult<TUser> Refused(VoiceCodeReason reason, IReadOnlyList<IdentityError>? errors = null) =>
        new() { Outcome = PhoneSignInOutcome.Refused, Reason = reason, Errors = errors ?? [] };

    private static partial class Log
    {
        [LoggerMessage(114, LogLevel.Error, "{History} failed with {Exception}. While it fails, nobody signs in to an account by phone.")]
        public static partial void HistoryFailed(ILogger logger, Type history, Type exception);

        [LoggerMessage(115, LogLevel.Error, "The owner of an account was not told ({Kind}): the notifier failed with {Exception}.")]
        public static partial void NotTold(ILogger logger, PhoneNoticeKind kind, Type exception);
    }
}

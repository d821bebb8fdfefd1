using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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
    private static readonly Allowance OneAtATime = Once("phone-account");

    // The same where something is noted for the first time: two that write one row at once would both be lost.
    private static readonly Allowance OneClaim = Once("phone-claim");
    private static readonly Allowance OneWayBack = Once("phone-way-back");

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
        if (NumberIn(proof) is not { } number)
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
        if (NumberIn(proof) is not { } number)
        {
            return Refused(VoiceCodeReason.InvalidToken);
        }

        var holders = await directory.FindAsync(number, cancellationToken).ConfigureAwait(false);
        TUser? newcomer = null;
        if (holders is [])
        {
            // What can be refused or collide comes before the proof is taken.
            (newcomer, var refusal) = await NewcomerAsync(number, create).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
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
        if (codes.TryParse(await users.GetPhoneNumberAsync(user).ConfigureAwait(false), out var number)
            && await BeginAsync(number, CancellationToken.None).ConfigureAwait(false))
        {
            await ProvedAsync(user, number).ConfigureAwait(false);
        }

        await signIn.Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme).ConfigureAwait(false);
        await SignInAsync(signIn, user, isPersistent, "pwd", "mfa").ConfigureAwait(false);
        return new() { Outcome = PhoneSignInOutcome.SignedIn, User = user };
    }

    /// <inheritdoc/>
    public Task<IdentityResult> StopWayBackAsync(TUser user) => times.RemoveAsync(user, PhoneTimes<TUser>.WayBack);

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

    // The number of a proof that is not taken yet.
    private PhoneNumber? NumberIn(string? proof) =>
        verification.Open(proof, PhonePurpose.SignIn) is { } seal && codes.TryParse(seal.Number, out var number) ? number : null;

    // Whoever the number is to make an account for, and why it makes none.
    private async Task<(TUser User, PhoneSignInResult<TUser>? Refusal)> NewcomerAsync(PhoneNumber number, Func<PhoneNumber, TUser>? create)
    {
        var user = create?.Invoke(number) ?? Activator.CreateInstance<TUser>();
        return (user, await PrepareAsync(user, number).ConfigureAwait(false) is { } errors ? Refused(VoiceCodeReason.Refused, errors)
            : await SignIn.CanSignInAsync(user).ConfigureAwait(false) ? null : Refused(VoiceCodeReason.UserNotAllowed));
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

    private static Allowance Once(string name) => new(name, new AllowanceRule(1, TimeSpan.FromSeconds(10)))
    {
        Per = AllowanceSubject.User,
        CountsAttempts = true,
    };

    private ValueTask<bool> BeginAsync(PhoneNumber number, CancellationToken cancellationToken) =>
        BeginAsync(OneAtATime, number, cancellationToken);

    private async ValueTask<bool> BeginAsync(Allowance allowance, PhoneNumber number, CancellationToken cancellationToken) =>
        await verification.TakeOnceAsync(new UserKey(allowance.Name, number.E164), allowance, cancellationToken).ConfigureAwait(false)
            is ChallengeStatus.Granted;

    // RFC 8176: tel, a call to a phone.
    private static Task SignInAsync(SignInManager<TUser> signIn, TUser user, bool isPersistent, params string[] methods) =>
        signIn.SignInWithClaimsAsync(
            user, isPersistent,
            [new Claim(ClaimTypes.AuthenticationMethod, PhoneHalf.Method), .. methods.Prepend("tel").Select(method => new Claim("amr", method))]);

    private static PhoneSignInResult<TUser> Refused(VoiceCodeReason reason, IReadOnlyList<IdentityError>? errors = null) =>
        new() { Outcome = PhoneSignInOutcome.Refused, Reason = reason, Errors = errors ?? [] };
}

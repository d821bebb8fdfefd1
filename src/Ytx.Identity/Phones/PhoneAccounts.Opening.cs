using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Ytx.Identity.Hooks;
using Ytx.Voice;

namespace Ytx.Identity.Phones;

/// <content>Opening an account to whoever has proved its number, as far as that goes.</content>
internal sealed partial class PhoneAccounts<TUser>
{
    private async Task<PhoneSignInResult<TUser>> OpenAsync(
        TUser user, PhoneNumber number, Func<PhoneNumber, TUser>? create, bool isPersistent, CancellationToken cancellationToken)
    {
        var signIn = SignIn;
        if (!await VoiceCodeManager<TUser>.MaySignInAsync(signIn, user).ConfigureAwait(false))
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
                var (newcomer, refusal) = await NewcomerAsync(number, create).ConfigureAwait(false);
                return refusal ?? await RegisterAsync(newcomer, number, isPersistent).ConfigureAwait(false);
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

        // Where it is being noted at this moment, nothing is lost by not noting it twice.
        if (await BeginAsync(number, cancellationToken).ConfigureAwait(false))
        {
            await ProvedAsync(user, number).ConfigureAwait(false);
        }

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
            if (!await BeginAsync(OneWayBack, number, cancellationToken).ConfigureAwait(false)
                || !await TellAsync(user, PhoneNoticeKind.WayBackAsked, number, opens, cancellationToken).ConfigureAwait(false)
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
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Hooks;
using Ytx.Voice;

namespace Ytx.Identity.Phones;

/// <content>Whose a number is: one account at a time, which is told before another one gets it.</content>
internal sealed partial class PhoneAccounts<TUser>
{
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
            var isNoted = await BeginAsync(OneClaim, number, cancellationToken).ConfigureAwait(false)
                && await TellAsync(holder, PhoneNoticeKind.NumberClaimed, number, now + Options.CoolingTime, cancellationToken)
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

    private static partial class Log
    {
        [LoggerMessage(114, LogLevel.Error, "{History} failed with {Exception}. While it fails, nobody signs in to an account by phone.")]
        public static partial void HistoryFailed(ILogger logger, Type history, Type exception);

        [LoggerMessage(115, LogLevel.Error, "The owner of an account was not told ({Kind}): the notifier failed with {Exception}.")]
        public static partial void NotTold(ILogger logger, PhoneNoticeKind kind, Type exception);
    }
}

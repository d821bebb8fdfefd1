using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// Tells users in a sentence what happened and what to do next, in the language of <see cref="CultureInfo.CurrentUICulture"/>:
/// Simplified Chinese, and English for all others. For other words or languages derive from it, as from
/// <see cref="IdentityErrorDescriber"/>, and register the class:
/// <c>services.AddScoped&lt;VoiceCodeErrorDescriber, MyDescriber&gt;()</c>.
/// </summary>
/// <remarks>A sentence has no code and no number but a masked one, and names no button, which is the page's to name.</remarks>
public class VoiceCodeErrorDescriber
{
    private static readonly Sentences Sentences = new(typeof(VoiceCodeErrorDescriber));

    /// <summary>Says what is wrong with a phone number that was typed.</summary>
    /// <param name="error">Why it is no number, from <see cref="PhoneNumber.TryParse"/>.</param>
    /// <returns>The sentence.</returns>
    public virtual string InvalidPhoneNumber(PhoneNumberError error) => error.Describe();

    /// <summary>
    /// Says what came of asking for a call. That only numbers of mainland China are called, which is the default, is said of
    /// others: replace it where <c>Ytx:Destinations</c> allows more.
    /// </summary>
    /// <param name="call">The result.</param>
    /// <returns>The sentence. A wait in it is never shorter than <see cref="VoiceCallResult.RetryAfter"/>.</returns>
    public virtual string Describe(VoiceCallResult call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var wait = call.RetryAfter;
        return call.Reason switch
        {
            VoiceCodeReason.None when call.IsRepeated => Say("CallingAgain"),
            VoiceCodeReason.None when call is { MaskedNumber: { } number, Code.Length: var digits } => Say("CallingNumber", number, digits),
            VoiceCodeReason.None => Say("Calling"),
            VoiceCodeReason.LimitReached when call.ExpiresAt is not null => SayWait("JustCalled", wait),
            VoiceCodeReason.LimitReached when call.DeniedBy?.Limit.EndsWith("cool-down", StringComparison.Ordinal) is true =>
                SayWait("CoolDown", wait),
            // A sender that says when to come back has asked nobody for a call, or was refused for the time being.
            VoiceCodeReason.CallFailed when wait is not null => SayWait("CallsUnavailable", wait),
            VoiceCodeReason.Unavailable => SayWait("CallsUnavailable", wait),
            VoiceCodeReason.UserNotAllowed => Say("GuardRefused"),
            VoiceCodeReason.DestinationNotAllowed when call.MaskedNumber is ['+', ..] => Say("DestinationAbroad"),
            var reason => Describe(reason, wait),
        };
    }

    /// <summary>Says what came of checking a code. Where Identity refused the step, it has the last word.</summary>
    /// <param name="check">The result.</param>
    /// <returns>
    /// The sentence. A wait in it is never shorter than <see cref="VoiceCodeVerification.RetryAfter"/>.
    /// </returns>
    public virtual string Describe(VoiceCodeVerification check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check switch
        {
            { Reason: VoiceCodeReason.None } => Say("Right"),
            { Reason: VoiceCodeReason.WrongCode, TriesLeft: 1 } => Say("WrongCodeOneTryLeft"),
            { Reason: VoiceCodeReason.WrongCode, TriesLeft: > 0 and var left } => Say("WrongCode", left),
            { Reason: VoiceCodeReason.Refused, Errors.Count: > 0 } => string.Join(' ', check.Errors.Select(error => error.Description)),
            _ => Describe(check.Reason, check.RetryAfter),
        };
    }

    /// <summary>Says how a call is going that rings or is over.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The sentence.</returns>
    public virtual string Describe(VoiceCallStatus call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.State switch
        {
            // CallFailed is said of one that was never placed.
            VoiceCallState.Failed => Say("CallEndedFailed"),
            var state => Say($"Call{(Enum.IsDefined(state) ? state : VoiceCallState.Unknown)}"),
        };
    }

    /// <summary>Says that another account has a number that this one has just proved.</summary>
    /// <returns>The error.</returns>
    public virtual IdentityError DuplicatePhoneNumber() => Error(nameof(DuplicatePhoneNumber));

    /// <summary>Says that the proof of a number was used, or has ended.</summary>
    /// <returns>The error.</returns>
    public virtual IdentityError InvalidPhoneProof() => Error(nameof(InvalidPhoneProof));

    private static IdentityError Error(string name) => new() { Code = name, Description = Say(name) };

    private string Describe(VoiceCodeReason reason, TimeSpan? wait) => reason switch
    {
        VoiceCodeReason.InvalidPhoneNumber => InvalidPhoneNumber(PhoneNumberError.NotInUse),
        VoiceCodeReason.LimitReached or VoiceCodeReason.LockedOut or VoiceCodeReason.CallOutcomeUnknown =>
            SayWait(reason.ToString(), wait),
        VoiceCodeReason.WrongCode => Say("TriesUsedUp"),
        _ => Say((Enum.IsDefined(reason) ? reason : VoiceCodeReason.Unavailable).ToString()),
    };

    private static string SayWait(string name, TimeSpan? wait) => wait is { } time ? Say(name + "Wait", Length(time)) : Say(name);

    private static string Length(TimeSpan time)
    {
        // Whatever is under two of a unit is said in the next smaller one.
        var (count, unit) = time < TimeSpan.FromMinutes(2) ? (time.TotalSeconds, "Seconds")
            : time < TimeSpan.FromHours(2) ? (time.TotalMinutes, "Minutes") : (time.TotalHours, "Hours");
        return Say(unit, Math.Max(1, Math.Ceiling(count)));
    }

    private static string Say(string name, params object[] values) => Sentences.Say(CultureInfo.CurrentUICulture, name, values);
}

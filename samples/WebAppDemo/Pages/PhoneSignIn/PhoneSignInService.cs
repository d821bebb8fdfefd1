using Microsoft.AspNetCore.Identity;
using Ytx.Identity;
using Ytx.Identity.Phones;
using Ytx.Voice;

namespace WebAppDemo;

/// <summary>
/// Signs in by phone, or registers: a call to any number, and the code that was heard. Nothing before the right code looks at accounts,
/// so neither answer nor time nor call tells which numbers have one.
/// </summary>
public sealed class PhoneSignInService(
    IPhoneVerification phones, IPhoneAccounts<AppUser> accounts, SignInManager<AppUser> signIn, OwnerNotices notices, TimeProvider clock)
{
    /// <summary>Rings the number that was typed.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="before">What the page of the code showed before.</param>
    public async Task<PhoneSignInStep> StartAsync(string? typed, CodeEntry? before) =>
        !PhoneNumber.TryParse(typed, out var number, out var error) ? new() { NumberProblem = $"Phone/Number{error}" }
        // The same number once more is a call again: the code that was heard stays good.
        : await RingAsync(number.E164, before?.NewNumber == number.E164 ? before : null);

    /// <summary>Rings the number of the page again.</summary>
    public Task<PhoneSignInStep> CallAgainAsync(CodeEntry before) => RingAsync(before.NewNumber!, before);

    /// <summary>What the page of the code shows.</summary>
    public async Task<CodeState> StateAsync(CodeEntry entry) => CodeState.Of(
        entry.NewNumber, entry, await phones.GetCallAsync(entry.Owner, entry.CallId), clock.GetUtcNow());

    /// <summary>Checks the code, and takes what it proves to the account of the number, or makes one.</summary>
    public async Task<PhoneSignInStep> TryCodeAsync(string? code, CodeEntry before)
    {
        var check = await phones.CheckAsync(before.Owner, code);
        if (check.Proof is null)
        {
            return new() { Entry = CodeEntry.After(check.Verification, before.Owner, before, clock.GetUtcNow(), before.NewNumber) };
        }

        // The proof goes no further than this request: there is nothing to replay.
        var wasSignedIn = signIn.IsSignedIn(signIn.Context.User);
        Sessions.SetWay(signIn.Context, Sessions.ByPhone);
        var result = await accounts.SignInAsync(check.Proof);
        return result.Outcome switch
        {
            // Who was signed in has come to be let on, and has seen the offer before.
            PhoneSignInOutcome.Registered or PhoneSignInOutcome.SignedIn =>
                result.OffersPasskey && !wasSignedIn ? new() { Page = "Offer" } : PhoneSignInStep.Done,
            PhoneSignInOutcome.SecondStepNeeded => new() { Page = "SecondStep" },
            PhoneSignInOutcome.WayBack => new() { Page = "WayBack", Until = result.Until },
            PhoneSignInOutcome.NumberHeld => new() { Page = "Held", Until = result.Until },
            _ => new() { Problem = result.Reason is VoiceCodeReason.UserNotAllowed ? "PhoneSignIn/NotAllowed" : "PhoneSignIn/NotDone" },
        };
    }

    /// <summary>The second step by password, where the first was the phone.</summary>
    /// <returns>What is wrong, as the name of a sentence; null if it is done.</returns>
    public async Task<string?> TryPasswordAsync(string password)
    {
        Sessions.SetWay(signIn.Context, "Sessions/ByPhoneAndPassword");
        var result = await accounts.SignInWithPasswordAsync(password);
        return result switch
        {
            { Outcome: PhoneSignInOutcome.SignedIn } => null,
            { Reason: VoiceCodeReason.NoLogInWaits } => SignInService.Lapsed,
            _ => "PhoneSignIn/PasswordRefused",
        };
    }

    /// <summary>Stops a way back that was not asked for by its owner.</summary>
    /// <returns>Whether it was stopped.</returns>
    public async Task<bool> StopWayBackAsync(AppUser user)
    {
        if (!(await accounts.StopWayBackAsync(user)).Succeeded)
        {
            return false;
        }

        await notices.WayBackEndedAsync(user);
        return true;
    }

    private async Task<PhoneSignInStep> RingAsync(string number, CodeEntry? before)
    {
        // Without the request's cancellation: an impatient second click would cut off the call that the first one began.
        var call = before is { Owner.Length: > 0 } ? await phones.CallAgainAsync(before.Owner) : null;
        if (call is null or { Call.Reason: VoiceCodeReason.NoLiveCode })
        {
            // None was placed before, or what it left is too old.
            call = await phones.StartAsync(number, PhonePurpose.SignIn);
        }

        if (call.Call.Reason is VoiceCodeReason.DestinationNotAllowed or VoiceCodeReason.InvalidPhoneNumber)
        {
            return new() { NumberProblem = "Phone/NumberNotCallable" };
        }

        var earlier = await phones.GetCallAsync(before?.Owner, before?.CallId);
        return new() { Entry = CodeEntry.After(call.Call, earlier, call.Id ?? "", before, clock.GetUtcNow(), number) };
    }
}

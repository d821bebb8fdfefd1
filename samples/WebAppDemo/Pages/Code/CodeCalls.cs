using Ytx.Identity;

namespace WebAppDemo;

/// <summary>Rings for a page and says how that is going: what every flow with a code shares.</summary>
public sealed class CodeCalls(IVoiceCodeManager<AppUser> codes, TimeProvider clock)
{
    /// <summary>Rings, and leaves what the page shows.</summary>
    /// <param name="user">The user.</param>
    /// <param name="purpose">What the code is for.</param>
    /// <param name="before">What the page showed before.</param>
    /// <param name="newNumber">The number that waits to be confirmed; null where the user's own is called.</param>
    public async Task<CodeEntry> RingAsync(AppUser user, string purpose, CodeEntry? before, string? newNumber = null)
    {
        // Without the request's cancellation: an impatient second click would cut off the call that the first one began.
        var call = await codes.RequestCallAsync(user, purpose);
        return CodeEntry.After(call, await codes.GetCallAsync(user, before?.CallId), user.Id, before, clock.GetUtcNow(), newNumber);
    }

    /// <summary>What is left after a code that was not accepted.</summary>
    /// <inheritdoc cref="RingAsync"/>
    public CodeEntry After(VoiceCodeVerification check, AppUser user, CodeEntry? before, string? newNumber = null) =>
        CodeEntry.After(check, user.Id, before, clock.GetUtcNow(), newNumber);

    /// <summary>What the page shows at this moment.</summary>
    /// <param name="user">The user.</param>
    /// <param name="entry">What the last POST left.</param>
    /// <param name="endsAt">When the page's own sign-in ends; null if it does not.</param>
    public async Task<CodeState> StateAsync(AppUser user, CodeEntry? entry, DateTimeOffset? endsAt = null) => CodeState.Of(
        entry?.NewNumber ?? user.PhoneNumber, entry, await codes.GetCallAsync(user, entry?.CallId), clock.GetUtcNow(), endsAt);
}

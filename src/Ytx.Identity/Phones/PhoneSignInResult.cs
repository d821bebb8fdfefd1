using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Phones;

/// <summary>What came of signing in by phone.</summary>
/// <typeparam name="TUser">The application's user.</typeparam>
public sealed class PhoneSignInResult<TUser>
    where TUser : class
{
    /// <summary>What came of it.</summary>
    public required PhoneSignInOutcome Outcome { get; init; }

    /// <summary>
    /// Why nobody is signed in: <see cref="VoiceCodeReason.InvalidToken"/> for a proof that was taken or has ended,
    /// <see cref="VoiceCodeReason.UserNotAllowed"/> for an account that may not sign in or a wrong password,
    /// <see cref="VoiceCodeReason.NoLogInWaits"/> if no first step was taken in this browser, <see cref="VoiceCodeReason.Refused"/> with
    /// <see cref="Errors"/> where Identity refuses, <see cref="VoiceCodeReason.Unavailable"/> if it cannot be known.
    /// </summary>
    public VoiceCodeReason Reason { get; init; }

    /// <summary>Who is signed in, or is half; null if nobody is.</summary>
    public TUser? User { get; init; }

    /// <summary>From when on asking again helps; null if that does not apply.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether to offer a passkey now: signed in by the phone alone, and the account has none.</summary>
    public bool OffersPasskey { get; init; }

    /// <summary>What Identity says; none if it refused nothing.</summary>
    public IReadOnlyList<IdentityError> Errors { get; init; } = [];

    /// <summary>The outcome only.</summary>
    public override string ToString() => Outcome.ToString();
}

using Ytx.Identity.Phones;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>Everything that a code is bound to, and that a changed password, phone or purpose changes.</summary>
internal readonly record struct VoiceCodeSubject
{
    public required UserKey User { get; init; }

    public required string SecurityStamp { get; init; }

    public required string Purpose { get; init; }

    /// <summary>
    /// The number as Identity stores it, so that verifying needs no parse; for phone confirmation as it was typed, until
    /// <see cref="Of"/> has parsed it.
    /// </summary>
    public required string Number { get; init; }

    /// <summary>The number that the user has confirmed, as Identity stores it; null if there is none.</summary>
    public string? ConfirmedNumber { get; init; }

    /// <summary>The user's id; null where the subject is a number without a user.</summary>
    public string? UserId => PhoneSeal.IsNumber(User) ? null : User.UserId;

    public VoiceCodePurposeKind PurposeKind => VoiceCodePurpose.KindOf(Purpose);

    /// <summary>
    /// The subject for its number as parsed: where anybody may type it, all spellings are one purpose and one
    /// number. Elsewhere the number is the user's own, and its text in the store is as good.
    /// </summary>
    public VoiceCodeSubject Of(PhoneNumber number) => PurposeKind is VoiceCodePurposeKind.ChangePhoneNumber && Number != number.E164
        ? this with { Purpose = VoiceCodePurpose.ChangePhoneNumber(number.E164), Number = number.E164 }
        : this;

    /// <summary>Whether the user has confirmed this number as his own, however it is written.</summary>
    /// <param name="number">The number.</param>
    /// <param name="region">The region of numbers without country code.</param>
    public bool IsOwnerOf(PhoneNumber number, string region) => ConfirmedNumber is not null
        && (PurposeKind is not VoiceCodePurposeKind.ChangePhoneNumber
            || ConfirmedNumber == number.E164
            || (PhoneNumber.TryParse(ConfirmedNumber, out var confirmed, out _, region) && confirmed.Equals(number)));
}

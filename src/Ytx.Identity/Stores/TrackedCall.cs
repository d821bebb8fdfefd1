using Ytx.Voice;

namespace Ytx.Identity.Stores;

/// <summary>What is known of one call, and whose it is.</summary>
public sealed record TrackedCall
{
    /// <summary>Its name for the page: 128 random bits, so that nobody guesses one.</summary>
    public required string CallId { get; init; }

    /// <summary>The user who asked for it. Personal data.</summary>
    public required UserKey User { get; init; }

    /// <summary>What its code is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>The number that was called, in E.164. Personal data.</summary>
    public required string Number { get; init; }

    /// <summary>The vendor's name for the call; null if it gave none, so that nothing can be reported about it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The vendor's name for the application that placed the call; null if it has none.</summary>
    public string? Application { get; init; }

    /// <summary>How far the call has come.</summary>
    public VoiceCallState State { get; init; }

    /// <summary>Whether the vendor has proved the state: see <see cref="VoiceCallReport.IsConfirmed"/>.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Whether the state was only claimed, and the vendor was asked for a proof: only the page believes it until then.</summary>
    public bool AwaitsConfirmation { get; init; }

    /// <summary>When the call was placed.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>When the call was answered; null if it was not.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>How long the call was connected; null if that is not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What the call cost, in the currency of the vendor's account; null if that is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>When its code ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the next call is allowed, as far as this one is concerned; null if no time allows it.</summary>
    public DateTimeOffset? NextCallAt { get; init; }

    /// <summary>Whether its code was used, so that nobody waits for it any more.</summary>
    public bool IsUsed { get; init; }

    /// <summary>The state only.</summary>
    public override string ToString() => State.ToString();
}

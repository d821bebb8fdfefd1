using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity;

/// <summary>What came of checking a code, and of the step that it was for.</summary>
public sealed class VoiceCodeVerification
{
    // Less than zero for null, which is half the size: there is one of these for every wrong code of an attacker.
    private readonly int _triesLeft = -1;
    private readonly long _retryAfter = -1;

    /// <summary>Whether the code is right, and the step done that it was for. It is used up by that.</summary>
    public bool Succeeded => Reason is VoiceCodeReason.None;

    /// <summary>Why it was not accepted; <see cref="VoiceCodeReason.None"/> if it was.</summary>
    public VoiceCodeReason Reason { get; init; }

    /// <summary>How many tries this code has left; null if none waits.</summary>
    public int? TriesLeft
    {
        get => _triesLeft < 0 ? null : _triesLeft;
        init => _triesLeft = value ?? -1;
    }

    /// <summary>How long nothing will be checked, in whole seconds; null if that does not apply or has no end.</summary>
    public TimeSpan? RetryAfter
    {
        get => _retryAfter < 0 ? null : TimeSpan.FromTicks(_retryAfter);
        init => _retryAfter = value?.Ticks ?? -1;
    }

    /// <summary>The vendor's name for the call that spoke the right code; null otherwise, or if it is not known.</summary>
    public string? RequestId { get; init; }

    /// <summary>What Identity says about the step that the code was for; none if it refused nothing.</summary>
    public IReadOnlyList<IdentityError> Errors { get; init; } = [];

    /// <summary>The reason only.</summary>
    public override string ToString() => Reason.ToString();
}

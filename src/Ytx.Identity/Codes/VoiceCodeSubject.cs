namespace Ytx.Identity;

/// <summary>Everything that a code is bound to, and that a changed password, phone or purpose changes.</summary>
internal readonly struct VoiceCodeSubject
{
    public required string UserId { get; init; }

    public required string SecurityStamp { get; init; }

    public required string Purpose { get; init; }

    /// <summary>The number as Identity stores it, or as the purpose names it: verifying needs no parse.</summary>
    public required string Number { get; init; }

    /// <summary>Whether the user has confirmed this number as their own.</summary>
    public required bool IsOwner { get; init; }

    public VoiceCodePurposeClass PurposeClass => VoiceCodePurpose.ClassOf(Purpose);
}

namespace Ytx.Identity;

/// <summary>A try at a challenge.</summary>
public readonly struct ChallengeAttempt
{
    /// <summary>Whose code it is.</summary>
    public required string UserId { get; init; }

    /// <summary>What the code is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>The door it belongs to.</summary>
    public required VoiceCodePurposeClass PurposeClass { get; init; }

    /// <summary>The verifier of the typed code.</summary>
    public required UInt128 Verifier { get; init; }

    /// <summary>
    /// A mark of the number that a right code shows to be at hand: a success clears the wrong tries in a row at this
    /// number, and none at another's.
    /// </summary>
    public required uint NumberMark { get; init; }

    /// <summary>How many wrong tries the user may make at this door.</summary>
    public required GuessLimit Guesses { get; init; }
}

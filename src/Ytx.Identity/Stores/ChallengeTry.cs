using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Stores;

/// <summary>A code that was typed: one try at a challenge.</summary>
public readonly struct ChallengeTry
{
    /// <summary>Whose code it is.</summary>
    public required UserKey User { get; init; }

    /// <summary>What the code is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>The kind of its purpose.</summary>
    public required VoiceCodePurposeKind PurposeKind { get; init; }

    /// <summary>The verifier of the typed code.</summary>
    public required UInt128 Verifier { get; init; }

    /// <summary>
    /// The number in E.164, where a success forgives only the wrong tries in a row at this number: for phone confirmation. Null where it forgives the whole row. Personal data: a shared store hashes it.
    /// </summary>
    public string? Number { get; init; }

    /// <summary>How many wrong tries the user may make for this kind of purpose.</summary>
    public required WrongCodeLimit WrongCodes { get; init; }
}

using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Stores;

/// <summary>A challenge to open, and the allowances that its call is taken from.</summary>
public sealed class ChallengeRequest
{
    /// <summary>Whose code it is.</summary>
    public required UserKey User { get; init; }

    /// <summary>What the code is for. May contain a number: a shared store hashes it.</summary>
    public required string Purpose { get; init; }

    /// <summary>The kind of its purpose.</summary>
    public required VoiceCodePurposeKind PurposeKind { get; init; }

    /// <summary>
    /// A mark of the security stamp and the number. A live challenge with another mark is dead: its code would no
    /// longer verify.
    /// </summary>
    public required uint Binding { get; init; }

    /// <summary>The random nonce of a new challenge, from which its code is derived.</summary>
    public required UInt128 Nonce { get; init; }

    /// <summary>What the right code will be compared by.</summary>
    public required UInt128 Verifier { get; init; }

    /// <summary>How long a new challenge lives.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>A challenge with less life than this is replaced instead of repeated.</summary>
    public required TimeSpan RenewBelow { get; init; }

    /// <summary>How many tries a new challenge has.</summary>
    public required int Tries { get; init; }

    /// <summary>How many wrong tries the user may make for this kind of purpose.</summary>
    public required WrongCodeLimit WrongCodes { get; init; }

    /// <summary>What is taken: attempt and call, or one of them. Default both.</summary>
    public ChallengeStep Step { get; init; }

    /// <summary>The allowances to take from, those of one subject next to each other.</summary>
    public required ReadOnlyMemory<AllowanceClaim> Claims { get; init; }
}

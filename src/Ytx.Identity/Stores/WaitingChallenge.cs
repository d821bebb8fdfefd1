using System.Runtime.CompilerServices;
using Ytx.Identity.Limits;

namespace Ytx.Identity.Stores;

/// <summary>
/// A waiting code in process, held small because there may be a million: halves of 128-bit values need no padding.
/// </summary>
internal struct WaitingChallenge
{
    private readonly ulong _nonceHigh;
    private readonly ulong _nonceLow;
    private readonly ulong _verifierHigh;
    private readonly ulong _verifierLow;
    private readonly long _end;

    public WaitingChallenge(ChallengeRequest request, long now)
    {
        (_nonceHigh, _nonceLow) = ((ulong)(request.Nonce >> 64), (ulong)request.Nonce);
        (_verifierHigh, _verifierLow) = ((ulong)(request.Verifier >> 64), (ulong)request.Verifier);
        _end = now + SlidingWindow.Milliseconds(request.Lifetime);
        Binding = request.Binding;
        TriesLeft = request.Tries;
    }

    public uint Binding { get; }

    public int TriesLeft { get; set; }

    /// <summary>The item for which a right code ends what its calls took.</summary>
    public SubjectKey EndsOnSuccess { get; set; }

    /// <summary>The vendor's name for the call that spoke it last.</summary>
    public string? RequestId { get; set; }

    /// <summary>What it replaced, if that was alive: it comes back when the call that opened this one is given back.</summary>
    public StrongBox<WaitingChallenge>? Replaced { get; set; }

    public readonly UInt128 Nonce => new(_nonceHigh, _nonceLow);

    public readonly UInt128 Verifier => new(_verifierHigh, _verifierLow);

    public readonly long LifeLeft(long now) => _end - now;

    /// <summary>A copy to come back to, if it is alive; of what it replaced itself, only what is.</summary>
    public readonly StrongBox<WaitingChallenge>? Keep(long now) => LifeLeft(now) <= 0
        ? null : new StrongBox<WaitingChallenge>(this with { Replaced = Replaced?.Value.LifeLeft(now) > 0 ? Replaced : null });

    /// <summary>Ends one that was replaced.</summary>
    public void Withdraw(UInt128 nonce)
    {
        ref var later = ref this;
        while (later.Replaced is { } replaced)
        {
            if (replaced.Value.Nonce == nonce)
            {
                later.Replaced = replaced.Value.Replaced;
                return;
            }

            later = ref replaced.Value;
        }
    }
}

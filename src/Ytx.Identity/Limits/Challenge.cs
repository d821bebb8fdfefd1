using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Limits;

/// <summary>
/// One code that was asked for: until when it lives, how many tries it has left, and what it replaced. It knows neither
/// clock nor lock.
/// </summary>
/// <remarks>Held small because there may be a million: halves of 128-bit values need no padding.</remarks>
internal struct Challenge
{
    private readonly ulong _nonceHigh;
    private readonly ulong _nonceLow;
    private readonly ulong _verifierHigh;
    private readonly ulong _verifierLow;
    private readonly long _end;
    private readonly uint _binding;

    // What it replaced, if that was alive: it comes back when the call that opened this one is given back.
    private StrongBox<Challenge>? _replaced;

    private Challenge(ChallengeRequest request, StrongBox<Challenge>? replaced, long now)
    {
        (_nonceHigh, _nonceLow) = ((ulong)(request.Nonce >> 64), (ulong)request.Nonce);
        (_verifierHigh, _verifierLow) = ((ulong)(request.Verifier >> 64), (ulong)request.Verifier);
        _end = now + SlidingWindow.Milliseconds(request.Lifetime);
        _binding = request.Binding;
        TriesLeft = request.Tries;
        _replaced = replaced;
    }

    public int TriesLeft { get; private set; }

    /// <summary>The item for which a right code ends what its calls took.</summary>
    public SubjectKey EndsOnSuccess { get; set; }

    /// <summary>The vendor's name for the call that spoke it last.</summary>
    public string? RequestId { get; set; }

    public readonly UInt128 Nonce => new(_nonceHigh, _nonceLow);

    public readonly long LifeLeft(long now) => Math.Max(0, _end - now);

    /// <summary>Whether it is alive, and of the number and the stamp that a request is for.</summary>
    public readonly bool IsOf(ChallengeRequest request, long now) => LifeLeft(now) > 0 && _binding == request.Binding;

    /// <summary>Opens the code of a request, unless this one can be spoken again: alive for long enough, with tries left.</summary>
    public void OpenUnlessRepeated(ChallengeRequest request, long now)
    {
        if (!IsOf(request, now) || TriesLeft is 0 || LifeLeft(now) < SlidingWindow.Milliseconds(request.RenewBelow))
        {
            this = new Challenge(request, Kept(now), now);
        }
    }

    /// <summary>Takes a try, and says whether it was right. It takes the same time whether or not.</summary>
    public bool Try(UInt128 verifier)
    {
        TriesLeft--;
        var own = new UInt128(_verifierHigh, _verifierLow);
        return CryptographicOperations.FixedTimeEquals(
            MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(ref own)),
            MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(ref verifier)));
    }

    /// <summary>
    /// Withdraws the code that a call opened which never rang: what it replaced comes back. One that was replaced meanwhile
    /// ends too, so that it does not come back when the later one is withdrawn.
    /// </summary>
    /// <returns>Whether a code is left.</returns>
    public bool Withdraw(UInt128 nonce, long now)
    {
        if (Nonce == nonce)
        {
            this = _replaced?.Value ?? default;
            return LifeLeft(now) > 0;
        }

        ref var later = ref this;
        while (later._replaced is { } replaced)
        {
            if (replaced.Value.Nonce == nonce)
            {
                later._replaced = replaced.Value._replaced;
                break;
            }

            later = ref replaced.Value;
        }

        return true;
    }

    // A copy to come back to, if it is alive; of what it replaced itself, only what is.
    private readonly StrongBox<Challenge>? Kept(long now) => LifeLeft(now) is 0 ? null
        : new StrongBox<Challenge>(this with { _replaced = _replaced?.Value.LifeLeft(now) > 0 ? _replaced : null });
}

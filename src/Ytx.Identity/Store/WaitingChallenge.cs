namespace Ytx.Identity;

/// <summary>
/// A waiting code in process, held small because there may be a million: halves of 128-bit values need no padding, and
/// 32 bits of time are right for up to 49 days.
/// </summary>
internal struct WaitingChallenge
{
    private readonly ulong _nonceHigh;
    private readonly ulong _nonceLow;
    private readonly ulong _verifierHigh;
    private readonly ulong _verifierLow;
    private readonly uint _opened;
    private readonly uint _lifetime;

    public WaitingChallenge(ChallengeRequest request, long now)
    {
        (_nonceHigh, _nonceLow) = ((ulong)(request.Nonce >> 64), (ulong)request.Nonce);
        (_verifierHigh, _verifierLow) = ((ulong)(request.Verifier >> 64), (ulong)request.Verifier);
        _opened = unchecked((uint)now);
        _lifetime = (uint)request.Lifetime.TotalMilliseconds;
        Binding = request.Binding;
        TriesLeft = request.Tries;
    }

    public uint Binding { get; }

    public int TriesLeft { get; set; }

    public readonly UInt128 Nonce => new(_nonceHigh, _nonceLow);

    public readonly UInt128 Verifier => new(_verifierHigh, _verifierLow);

    public readonly long LifeLeft(long now) => _lifetime - (long)unchecked((uint)now - _opened);
}

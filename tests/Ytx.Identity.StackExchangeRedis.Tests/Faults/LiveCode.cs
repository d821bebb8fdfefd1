using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>A code that was asked for, whether it was granted, and what became of every try of it.</summary>
internal sealed class LiveCode(string user, UInt128 verifier, LiveAnswer begun)
{
    public string User { get; } = user;

    public UInt128 Verifier { get; } = verifier;

    public LiveAnswer Begun { get; } = begun;

    public List<LiveAnswer> Tries { get; } = [];

    public bool IsGranted => Begun.Status is ChallengeStatus.Granted;

    public IEnumerable<LiveAnswer> Acceptances => Tries.Where(each => each.Status is ChallengeStatus.Verified);

    /// <summary>Whether Redis had forgotten it: refused at the first try, and that was answered.</summary>
    public bool IsLost =>
        IsGranted && Tries[0].Status is not (ChallengeStatus.Verified or ChallengeStatus.Unavailable);
}

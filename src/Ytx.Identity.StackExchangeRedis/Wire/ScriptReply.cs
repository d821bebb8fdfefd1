using System.Text;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What a script has answered.</summary>
internal readonly struct ScriptReply(byte[]? bytes)
{
    private ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Whether there is one. Without, it is unknown whether the script has run.</summary>
    public bool IsThere => bytes is not null;

    public WireFormat.Status Status => (WireFormat.Status)WireFormat.Reply.Status.Read(Bytes);

    public long ServerTime => WireFormat.Reply.Time.Read(Bytes);

    /// <summary>How long to wait; null if no time helps.</summary>
    public TimeSpan? Wait => WireFormat.BeginReply.Wait.ReadWait(Bytes);

    public int Claim => (int)WireFormat.BeginReply.Claim.Read(Bytes);

    public int Rule => (int)WireFormat.BeginReply.Rule.Read(Bytes);

    public TimeSpan Life => TimeSpan.FromMilliseconds(WireFormat.BeginReply.Life.Read(Bytes));

    public int TriesLeft => (int)WireFormat.BeginReply.Tries.Read(Bytes);

    public UInt128 Nonce => WireFormat.BeginReply.Nonce.ReadSecret(Bytes);

    /// <summary>Life and content of the challenge that was replaced, as Amend.lua takes it; null if none was.</summary>
    public byte[]? Replaced => bytes!.Length > WireFormat.BeginReply.Replaced.At ? bytes[WireFormat.BeginReply.Replaced.At..] : null;

    public ChallengeVerdict Verdict => Status switch
    {
        WireFormat.Status.Locked => new(ChallengeStatus.LockedOut, retryAfter: WireFormat.VerifyReply.Wait.ReadWait(Bytes)),
        WireFormat.Status.Verified => new(ChallengeStatus.Verified)
        {
            RequestId = bytes!.Length > WireFormat.VerifyReply.RequestId.At
                ? Encoding.UTF8.GetString(Bytes[WireFormat.VerifyReply.RequestId.At..]) : null,
        },
        WireFormat.Status.Wrong => new(ChallengeStatus.Wrong, (int)WireFormat.VerifyReply.Tries.Read(Bytes)),
        WireFormat.Status.Missing => new(ChallengeStatus.Missing),
        WireFormat.Status.TriesUsedUp => new(ChallengeStatus.TriesUsedUp),
        _ => default,
    };
}

using System.Buffers.Binary;
using System.Text;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// What a script has answered. All begin with status (1) and the server's time (6). Begin.lua goes on with wait (6), claim
/// (1), rule (1), and of the challenge life (6), nonce (16), tries (1), then what it replaced. Verify.lua goes on with tries
/// (1), wait (6), and the vendor's name for the call.
/// </summary>
internal readonly struct ScriptReply(byte[]? bytes)
{
    /// <summary>How long an answer of Amend.lua is at least, and what all begin with.</summary>
    public const int Head = 1 + WireNumbers.TimeLength;

    /// <summary>How long one of Begin.lua is at least, without a challenge.</summary>
    public const int ChallengeAt = Head + 8;

    /// <summary>How long one of Verify.lua is at least.</summary>
    public const int RequestIdAt = Head + 7;

    /// <summary>How long one of Begin.lua is at least, with a challenge.</summary>
    public const int ReplacedAt = ChallengeAt + 23;

    private ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Whether there is one. Without, it is unknown whether the script has run.</summary>
    public bool IsThere => bytes is not null;

    public ScriptStatus Status => (ScriptStatus)Bytes[0];

    public long ServerTime => WireNumbers.ReadTime(Bytes[1..]);

    /// <summary>How long to wait; null if no time helps.</summary>
    public TimeSpan? Wait => WireNumbers.ReadWait(Bytes[Head..]);

    public int Claim => Bytes[Head + 6];

    public int Rule => Bytes[Head + 7];

    public TimeSpan Life => TimeSpan.FromMilliseconds(WireNumbers.ReadTime(Bytes[ChallengeAt..]));

    public int TriesLeft => Bytes[ReplacedAt - 1];

    public UInt128 Nonce => BinaryPrimitives.ReadUInt128BigEndian(Bytes[(ChallengeAt + 6)..]);

    /// <summary>Life and content of the challenge that was replaced, as Amend.lua takes it; null if none was.</summary>
    public byte[]? Replaced => bytes!.Length > ReplacedAt ? bytes[ReplacedAt..] : null;

    public ChallengeVerdict Verdict => Status switch
    {
        ScriptStatus.Locked => new(ChallengeStatus.LockedOut, retryAfter: WireNumbers.ReadWait(Bytes[(Head + 1)..])),
        ScriptStatus.Verified => new(ChallengeStatus.Verified)
        {
            RequestId = bytes!.Length > RequestIdAt ? Encoding.UTF8.GetString(Bytes[RequestIdAt..]) : null,
        },
        ScriptStatus.Wrong => new(ChallengeStatus.Wrong, Bytes[Head]),
        ScriptStatus.Missing => new(ChallengeStatus.Missing),
        ScriptStatus.TriesUsedUp => new(ChallengeStatus.TriesUsedUp),
        _ => default,
    };
}

using System.Buffers.Binary;
using System.Buffers.Text;
using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>One run of Begin.lua, over some of a call's subjects.</summary>
internal sealed class BeginCall : ScriptCall
{
    // Before the claims: the head, the challenge, the limit of wrong tries.
    private const int BeforeClaims = 3;

    // Of each ledger life of the longest-lived block (6), number of the first claim (1), where the claims begin (2), how long
    // the next call waits where there was no ledger (6), where what it becomes there begins (1); that life in digits.
    private const int FirstAt = 6;
    private const int ClaimsAt = 7;
    private const int WaitAt = 9;
    private const int FreshAt = 15;
    private const int DigitsAt = 16;
    private const int MaxDigits = 12;

    private readonly AllowanceClaim[] _claims;

    private BeginCall(RedisKey[] keys, byte[] head, RedisValue[] arguments, AllowanceClaim[] claims, int answerLength)
        : base(StoreScript.Begin, keys, head, arguments, answerLength) => _claims = claims;

    /// <summary>What becomes of the challenge in this run.</summary>
    public enum Challenge
    {
        Untold = 0,
        Told = 1,
        Opened = 2,
    }

    /// <summary>The claim that denied.</summary>
    public Allowance DeniedBy(in ScriptReply reply) => _claims[reply.Claim].Allowance;

    /// <summary>Writes one.</summary>
    /// <param name="tags">For keys and names.</param>
    /// <param name="request">The call.</param>
    /// <param name="parts">Its subjects, the user first if the challenge is told or opened.</param>
    /// <param name="challenge">What becomes of the challenge.</param>
    /// <param name="takes">Whether it takes, or only looks; null for no claims at all.</param>
    public static BeginCall Of(
        SubjectTags tags, ChallengeRequest request, ReadOnlySpan<CallPart> parts, Challenge challenge, bool? takes)
    {
        var keys = new RedisKey[parts.Length];
        var arguments = new RedisValue[BeforeClaims + parts.Length];
        arguments[1] = challenge is Challenge.Untold ? RedisValue.EmptyString : ChallengeOf(tags, request);
        arguments[2] = challenge is Challenge.Untold ? RedisValue.EmptyString : tags.Packed(request.WrongCodes).Bytes;
        var claims = new AllowanceClaim[takes is null ? 0 : request.Claims.Length];
        var count = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            keys[i] = parts[i].Tag.Key;
            var own = takes is null ? [] : parts[i].Claims.Span;
            var opened = i is 0 && challenge is Challenge.Opened ? WireNumbers.Milliseconds(request.Lifetime) : 0;
            arguments[BeforeClaims + i] = LedgerOf(tags, request, own, takes is true, opened, first: count);
            own.CopyTo(claims.AsSpan(count));
            count += own.Length;
        }

        // Deadline (6), mark (2), what becomes of the challenge (1).
        var head = new byte[9];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), MarkOf(request));
        head[8] = (byte)challenge;
        return new BeginCall(
            keys, head, arguments, claims, challenge is Challenge.Untold ? ScriptReply.ChallengeAt : ScriptReply.ReplacedAt);
    }

    // An attempt looks at everything and takes what counts attempts; its call takes the rest.
    private static ClaimUse UseOf(in AllowanceClaim claim, ChallengeStep step, bool mayTake) => step switch
    {
        ChallengeStep.Call when claim.Allowance.CountsAttempts => ClaimUse.Tells,
        ChallengeStep.Attempt when !claim.Allowance.CountsAttempts => ClaimUse.Looks,
        _ => mayTake ? ClaimUse.Takes : ClaimUse.Looks,
    };

    /// <summary>
    /// Two bytes of the nonce: random, and enough to tell a subject's few events apart. Never zero, which stands for nobody.
    /// </summary>
    public static ushort MarkOf(ChallengeRequest request) => Math.Max((ushort)1, (ushort)request.Nonce);

    private static byte[] LedgerOf(
        SubjectTags tags, ChallengeRequest request, ReadOnlySpan<AllowanceClaim> claims, bool mayTake, long opened, int first)
    {
        var (life, wait, freshLength, claimsLength, isCounted) = (opened, 0L, 0, 0, false);
        foreach (ref readonly var claim in claims)
        {
            var packed = tags.Packed(claim.Allowance);
            claimsLength += packed.Length;
            if (UseOf(claim, request.Step, mayTake) is ClaimUse.Takes)
            {
                (life, wait) = (Math.Max(life, packed.Life), Math.Max(wait, packed.FirstWait(claim)));
                (freshLength, isCounted) = (freshLength + packed.BlockLength, isCounted || packed.IsInBuckets);
            }
        }

        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(life, digits, out var digitsLength);
        var freshAt = DigitsAt + digitsLength;
        var claimsAt = freshAt + (isCounted ? 0 : freshLength);
        var bytes = new byte[claimsAt + claimsLength];
        WireNumbers.WriteTime(bytes, life);
        bytes[FirstAt] = (byte)first;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(ClaimsAt), (ushort)(claimsAt + 1));
        WireNumbers.WriteTime(bytes.AsSpan(WaitAt), wait);
        bytes[FreshAt] = (byte)(freshAt + 1);
        digits[..digitsLength].CopyTo(bytes.AsSpan(DigitsAt));
        var (fresh, rest) = (freshAt, claimsAt);
        foreach (ref readonly var claim in claims)
        {
            var (packed, use) = (tags.Packed(claim.Allowance), UseOf(claim, request.Step, mayTake));
            packed.WriteClaim(bytes.AsSpan(rest), claim.EndsIn, use, tags.OfItem(claim, request.Owner));
            if (use is ClaimUse.Takes && !isCounted)
            {
                packed.WriteBlock(bytes.AsSpan(fresh), bytes.AsSpan(rest));
                fresh += packed.BlockLength;
            }

            rest += packed.Length;
        }

        return bytes;
    }

    // Name, life and length of a challenge (8, 6, 2), nonce (16), verifier (16), binding (4), tries (1), the block that a right
    // code ends (8, its kind in upper case, so that it is not found here), name of the row (8), renew below (6).
    private static byte[] ChallengeOf(SubjectTags tags, ChallengeRequest request)
    {
        var bytes = new byte[75];
        var challenge = bytes.AsSpan();
        WriteName(challenge, tags, request.Purpose);
        WireNumbers.WriteTime(challenge[8..], WireNumbers.Milliseconds(request.Lifetime));
        BinaryPrimitives.WriteUInt16LittleEndian(challenge[14..], 51);
        BinaryPrimitives.WriteUInt128BigEndian(challenge[16..], request.Nonce);
        BinaryPrimitives.WriteUInt128BigEndian(challenge[32..], request.Verifier);
        BinaryPrimitives.WriteUInt32LittleEndian(challenge[48..], request.Binding);
        bytes[52] = (byte)Math.Min(request.Tries, byte.MaxValue);
        foreach (ref readonly var claim in request.Claims.Span)
        {
            if (claim.Allowance.EndsOnSuccess)
            {
                tags.Packed(claim.Allowance).WriteName(challenge[53..], tags.OfItem(claim, request.Owner));
                bytes[53] = (byte)char.ToUpperInvariant((char)bytes[53]);
            }
        }

        WriteRowName(challenge[61..], tags, request.PurposeKind);
        WireNumbers.WriteTime(challenge[69..], WireNumbers.Milliseconds(request.RenewBelow));
        return bytes;
    }

    /// <summary>The name of a challenge's block.</summary>
    public static void WriteName(Span<byte> name, SubjectTags tags, string purpose) =>
        SubjectTag.WriteName(name, 'c', tags.OfPurpose(purpose).Item);

    /// <summary>The name of the block of wrong tries for a kind of purpose.</summary>
    public static void WriteRowName(Span<byte> name, SubjectTags tags, VoiceCodePurposeKind kind) =>
        SubjectTag.WriteName(name, 'g', tags.OfKind(kind).Item);
}

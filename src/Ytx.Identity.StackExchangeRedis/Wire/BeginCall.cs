using System.Buffers.Text;
using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>One run of Begin.lua, over some of a call's subjects.</summary>
internal sealed class BeginCall : ScriptCall
{
    // Before the claims: the head, the challenge, the limit of wrong tries.
    private const int BeforeClaims = 3;
    private const int MaxDigits = 12;

    private readonly AllowanceClaim[] _claims;

    private BeginCall(RedisKey[] keys, byte[] head, RedisValue[] arguments, AllowanceClaim[] claims, int answerLength)
        : base(StoreScript.Begin, keys, head, arguments, answerLength) => _claims = claims;

    /// <summary>The claim that denied.</summary>
    public Allowance DeniedBy(in ScriptReply reply) => _claims[reply.Claim].Allowance;

    /// <summary>Writes one.</summary>
    /// <param name="tags">For keys and names.</param>
    /// <param name="request">The call.</param>
    /// <param name="parts">Its subjects, the user first unless there is no challenge.</param>
    /// <param name="challenge">What it does with the challenge.</param>
    /// <param name="takes">Whether it takes, or only looks; null for no claims at all.</param>
    public static BeginCall Create(
        SubjectTags tags, ChallengeRequest request, ReadOnlySpan<CallPart> parts, WireFormat.ChallengeUse challenge, bool? takes)
    {
        var keys = new RedisKey[parts.Length];
        var arguments = new RedisValue[BeforeClaims + parts.Length];
        arguments[1] = challenge is WireFormat.ChallengeUse.None ? RedisValue.EmptyString : ChallengeOf(tags, request);
        arguments[2] = challenge is WireFormat.ChallengeUse.None ? RedisValue.EmptyString : tags.Packed(request.WrongCodes).Bytes;
        var claims = new AllowanceClaim[takes is null ? 0 : request.Claims.Length];
        var count = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            keys[i] = parts[i].Tag.Key;
            var own = takes is null ? [] : parts[i].Claims.Span;
            var opened = i is 0 && challenge is WireFormat.ChallengeUse.Opens ? WireFormat.Milliseconds(request.Lifetime) : 0;
            arguments[BeforeClaims + i] = LedgerOf(tags, request, own, takes is true, opened, first: count);
            own.CopyTo(claims.AsSpan(count));
            count += own.Length;
        }

        var head = new byte[WireFormat.Begin.ChallengeUse.End];
        WireFormat.Begin.Mark.Write(head, MarkOf(request));
        WireFormat.Begin.ChallengeUse.Write(head, (int)challenge);
        return new BeginCall(
            keys, head, arguments, claims,
            challenge is WireFormat.ChallengeUse.None ? WireFormat.BeginReply.Rule.End : WireFormat.BeginReply.Replaced.At);
    }

    // An attempt looks at everything and takes what counts attempts; its call takes the rest.
    private static WireFormat.ClaimUse UseOf(in AllowanceClaim claim, ChallengeStep step, bool mayTake) => step switch
    {
        ChallengeStep.Call when claim.Allowance.CountsAttempts => WireFormat.ClaimUse.Tells,
        ChallengeStep.Attempt when !claim.Allowance.CountsAttempts => WireFormat.ClaimUse.Looks,
        _ => mayTake ? WireFormat.ClaimUse.Takes : WireFormat.ClaimUse.Looks,
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
            if (UseOf(claim, request.Step, mayTake) is WireFormat.ClaimUse.Takes)
            {
                (life, wait) = (Math.Max(life, packed.Life), Math.Max(wait, packed.FirstWait(claim)));
                (freshLength, isCounted) = (freshLength + packed.BlockLength, isCounted || packed.IsInBuckets);
            }
        }

        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(life, digits, out var digitsLength);
        var freshAt = WireFormat.Ledger.Digits.At + digitsLength;
        var claimsAt = freshAt + (isCounted ? 0 : freshLength);
        var bytes = new byte[claimsAt + claimsLength];
        WireFormat.Ledger.Life.Write(bytes, life);
        WireFormat.Ledger.FirstClaim.Write(bytes, first);
        WireFormat.Ledger.ClaimsFrom.Write(bytes, claimsAt + 1);
        WireFormat.Ledger.Wait.Write(bytes, wait);
        WireFormat.Ledger.NewFrom.Write(bytes, freshAt + 1);
        digits[..digitsLength].CopyTo(bytes.AsSpan(WireFormat.Ledger.Digits.At));
        var (fresh, rest) = (freshAt, claimsAt);
        foreach (ref readonly var claim in claims)
        {
            var (packed, use) = (tags.Packed(claim.Allowance), UseOf(claim, request.Step, mayTake));
            packed.WriteClaim(bytes.AsSpan(rest), claim.EndsIn, use, tags.OfItem(claim, request.User));
            if (use is WireFormat.ClaimUse.Takes && !isCounted)
            {
                packed.WriteBlock(bytes.AsSpan(fresh), bytes.AsSpan(rest));
                fresh += packed.BlockLength;
            }

            rest += packed.Length;
        }

        return bytes;
    }

    private static byte[] ChallengeOf(SubjectTags tags, ChallengeRequest request)
    {
        var bytes = new byte[WireFormat.Opening.RenewBelow.End];
        tags.OfPurpose(request.Purpose).WriteName(WireFormat.Opening.Name.In(bytes), WireFormat.Kind.Challenge);
        WireFormat.Opening.Life.Write(bytes, request.Lifetime);
        WireFormat.Opening.Length.Write(bytes, WireFormat.Challenge.RequestId.At);
        WireFormat.Opening.Nonce.WriteSecret(bytes, request.Nonce);
        WireFormat.Opening.Verifier.WriteSecret(bytes, request.Verifier);
        WireFormat.Opening.Binding.Write(bytes, request.Binding);
        WireFormat.Opening.Tries.Write(bytes, Math.Min(request.Tries, byte.MaxValue));
        foreach (ref readonly var claim in request.Claims.Span)
        {
            if (claim.Allowance.EndsOnSuccess)
            {
                var name = WireFormat.Opening.Ended.In(bytes);
                tags.Packed(claim.Allowance).WriteName(name, tags.OfItem(claim, request.User));
                name[0] = (byte)char.ToUpperInvariant((char)name[0]);
            }
        }

        tags.OfKind(request.PurposeKind).WriteName(WireFormat.Opening.WrongCodes.In(bytes), WireFormat.Kind.WrongCodes);
        WireFormat.Opening.RenewBelow.Write(bytes, request.RenewBelow);
        return bytes;
    }
}

using System.Buffers.Binary;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>One run of Begin.lua, over some of a call's subjects.</summary>
internal sealed class BeginCall : ScriptCall
{
    private readonly List<AllowanceClaim> _claims;

    private BeginCall(RedisKey[] keys, byte[] head, RedisValue[] arguments, List<AllowanceClaim> claims)
        : base(StoreScript.Begin, keys, head, arguments, ScriptReply.ChallengeAt) => _claims = claims;

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
        SubjectTags tags, ChallengeRequest request, IReadOnlyList<CallPart> parts, Challenge challenge, bool? takes)
    {
        var (keys, claims) = (new RedisKey[parts.Count], new List<AllowanceClaim>(capacity: 16));
        List<RedisValue> arguments = new(capacity: 16)
        {
            RedisValue.EmptyString,
            challenge is Challenge.Untold ? RedisValue.EmptyString : ChallengeOf(tags, request),
            challenge is Challenge.Untold ? RedisValue.EmptyString : PackedGuesses.Of(request.Guesses),
        };
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = parts[i].Tag.Key;
            foreach (var claim in parts[i].Claims)
            {
                if (takes is { } mayTake)
                {
                    claims.Add(claim);
                    arguments.Add(PackedAllowance.Of(claim.Allowance).Claim(claim, ledger: i + 1, UseOf(claim, request.Step, mayTake), tags));
                }
            }
        }

        // Deadline (6), mark (2), what becomes of the challenge (1).
        var head = new byte[9];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), MarkOf(request));
        head[8] = (byte)challenge;
        return new BeginCall(keys, head, [.. arguments], claims);
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

    // Names of challenge and row (8, 8), renew below (4), life (4), nonce (16), verifier (16), binding (4), tries (1), the
    // block that a right code ends (8).
    private static byte[] ChallengeOf(SubjectTags tags, ChallengeRequest request)
    {
        var bytes = new byte[69];
        var challenge = bytes.AsSpan();
        WriteName(challenge, tags, request.Purpose);
        WriteRowName(challenge[8..], request.PurposeClass);
        BinaryPrimitives.WriteUInt32LittleEndian(challenge[16..], (uint)WireNumbers.Milliseconds(request.RenewBelow));
        BinaryPrimitives.WriteUInt32LittleEndian(challenge[20..], (uint)WireNumbers.Milliseconds(request.Lifetime));
        BinaryPrimitives.WriteUInt128BigEndian(challenge[24..], request.Nonce);
        BinaryPrimitives.WriteUInt128BigEndian(challenge[40..], request.Verifier);
        BinaryPrimitives.WriteUInt32LittleEndian(challenge[56..], request.Binding);
        bytes[60] = (byte)Math.Min(request.Tries, byte.MaxValue);
        foreach (var claim in request.Claims.Span)
        {
            if (claim.Allowance.EndsOnSuccess)
            {
                PackedAllowance.Of(claim.Allowance).WriteName(challenge[61..], claim, tags);
            }
        }

        return bytes;
    }

    /// <summary>The name of a challenge's block.</summary>
    public static void WriteName(Span<byte> name, SubjectTags tags, string purpose) =>
        SubjectTag.WriteName(name, 'c', tags.OfPurpose(purpose).Item);

    /// <summary>The name of the block of wrong tries at a door.</summary>
    public static void WriteRowName(Span<byte> name, VoiceCodePurposeClass door) => SubjectTag.WriteName(name, 'g', (ulong)door);
}

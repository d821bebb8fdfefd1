using System.Buffers.Binary;
using System.Text;
using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// One run of Amend.lua: what needs no leave. What is given back or noted is better late than never, so it is worth running
/// as long as any code can live; what is forgotten is so only as long as somebody waits for it.
/// </summary>
internal static class AmendCall
{
    // An edit: number of the ledger (1), name (8), and for a challenge its nonce (16) and whether it is noted (1) or ends (0).
    private const int EditHead = 9;
    private const int ChallengeHead = EditHead + 17;

    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <summary>Gives back what a call took, attempts aside.</summary>
    /// <param name="tags">For keys and names.</param>
    /// <param name="request">The call.</param>
    /// <param name="parts">The subjects that it took from.</param>
    /// <param name="takenAt">The server's time when it took.</param>
    /// <param name="withAttempts">Whether it counts for nothing at all, because something else denied it.</param>
    /// <param name="replaced">What its challenge replaced.</param>
    /// <param name="endsChallenge">Whether it opened the challenge, so that this ends.</param>
    public static ScriptCall GiveBack(
        SubjectTags tags, ChallengeRequest request, ReadOnlySpan<CallPart> parts, long takenAt, bool withAttempts, byte[]? replaced,
        bool endsChallenge = true)
    {
        var keys = new RedisKey[parts.Length];
        List<RedisValue> arguments = new(capacity: 16) { RedisValue.EmptyString };
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = parts[i].Tag.Key;
            if (endsChallenge && i is 0 && parts[i].Kind is AllowanceSubject.User && request.Step is not ChallengeStep.Attempt)
            {
                arguments.Add(Challenge(tags, request, request.Nonce, isNoted: false, replaced ?? []));
            }

            foreach (ref readonly var claim in parts[i].Claims.Span)
            {
                var isTaken = claim.Allowance.CountsAttempts
                    ? withAttempts && request.Step is not ChallengeStep.Call : request.Step is not ChallengeStep.Attempt;
                if (isTaken)
                {
                    arguments.Add(tags.Packed(claim.Allowance).GiveBack(tags.OfItem(claim, request.Owner), ledger: i + 1, takenAt));
                }
            }
        }

        return Of(keys, BeginCall.MarkOf(request), arguments, Lasts);
    }

    /// <summary>Notes the vendor's name for the call behind a challenge.</summary>
    public static ScriptCall Note(SubjectTags tags, ChallengeRequest request, UInt128 nonce, string requestId) => Of(
        [tags.Of(request.Owner).Key], mark: 0,
        [RedisValue.EmptyString, Challenge(tags, request, nonce, isNoted: true, Encoding.UTF8.GetBytes(requestId))],
        Lasts, isInOrder: true);

    /// <summary>Forgets a user's wrong tries for a kind of purpose.</summary>
    public static ScriptCall Forget(SubjectTags tags, CodeOwner owner, VoiceCodePurposeKind kind)
    {
        var edit = new byte[EditHead];
        edit[0] = 1;
        BeginCall.WriteRowName(edit.AsSpan(1), tags, kind);
        return Of([tags.Of(owner).Key], mark: 0, [RedisValue.EmptyString, edit], lasts: null);
    }

    private static ScriptCall Of(
        RedisKey[] keys, ushort mark, List<RedisValue> arguments, TimeSpan? lasts, bool isInOrder = false)
    {
        // Deadline (6), mark (2).
        var head = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), mark);
        return new ScriptCall(StoreScript.Amend, keys, head, [.. arguments], ScriptReply.Head) { Lasts = lasts, IsInOrder = isInOrder };
    }

    private static byte[] Challenge(SubjectTags tags, ChallengeRequest request, UInt128 nonce, bool isNoted, byte[] rest)
    {
        var edit = new byte[ChallengeHead + rest.Length];
        edit[0] = 1;
        BeginCall.WriteName(edit.AsSpan(1), tags, request.Purpose);
        BinaryPrimitives.WriteUInt128BigEndian(edit.AsSpan(EditHead), nonce);
        edit[ChallengeHead - 1] = isNoted ? (byte)1 : (byte)0;
        rest.CopyTo(edit, ChallengeHead);
        return edit;
    }
}

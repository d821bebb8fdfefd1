using System.Text;
using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// One run of Amend.lua: what always may be done. What is given back or recorded is better late than never, so it is worth running
/// as long as any code can live; an unlock, only as long as somebody waits for it.
/// </summary>
internal static class AmendCall
{
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
                arguments.Add(Challenge(tags, request, request.Nonce, isRecorded: false, replaced ?? []));
            }

            foreach (ref readonly var claim in parts[i].Claims.Span)
            {
                var isTaken = claim.Allowance.CountsAttempts
                    ? withAttempts && request.Step is not ChallengeStep.Call : request.Step is not ChallengeStep.Attempt;
                if (isTaken)
                {
                    arguments.Add(tags.Packed(claim.Allowance).GiveBack(tags.OfItem(claim, request.User), ledger: i + 1, takenAt));
                }
            }
        }

        return Create(keys, BeginCall.MarkOf(request), arguments, Lasts);
    }

    /// <summary>Records the vendor's name for the call behind a challenge.</summary>
    public static ScriptCall RecordCall(SubjectTags tags, ChallengeRequest request, UInt128 nonce, string requestId) => Create(
        [tags.Of(request.User).Key], mark: 0,
        [RedisValue.EmptyString, Challenge(tags, request, nonce, isRecorded: true, Encoding.UTF8.GetBytes(requestId))],
        Lasts, isInOrder: true);

    /// <summary>Forgets a user's wrong codes for a kind of purpose.</summary>
    public static ScriptCall Unlock(SubjectTags tags, UserKey user, VoiceCodePurposeKind kind)
    {
        var edit = new byte[WireFormat.Edit.Name.End];
        WireFormat.Edit.Ledger.Write(edit, 1);
        tags.OfKind(kind).WriteName(WireFormat.Edit.Name.In(edit), WireFormat.Kind.WrongCodes);
        return Create([tags.Of(user).Key], mark: 0, [RedisValue.EmptyString, edit], lasts: null);
    }

    private static ScriptCall Create(
        RedisKey[] keys, ushort mark, List<RedisValue> arguments, TimeSpan? lasts, bool isInOrder = false)
    {
        var head = new byte[WireFormat.Amend.Mark.End];
        WireFormat.Amend.Mark.Write(head, mark);
        return new ScriptCall(StoreScript.Amend, keys, head, [.. arguments], WireFormat.Reply.Time.End)
        {
            Lasts = lasts,
            IsInOrder = isInOrder,
        };
    }

    private static byte[] Challenge(SubjectTags tags, ChallengeRequest request, UInt128 nonce, bool isRecorded, byte[] rest)
    {
        var edit = new byte[WireFormat.ChallengeEdit.IsRecorded.End + rest.Length];
        WireFormat.Edit.Ledger.Write(edit, 1);
        tags.OfPurpose(request.Purpose).WriteName(WireFormat.Edit.Name.In(edit), WireFormat.Kind.Challenge);
        WireFormat.ChallengeEdit.Nonce.WriteSecret(edit, nonce);
        WireFormat.ChallengeEdit.IsRecorded.Write(edit, isRecorded ? 1 : 0);
        rest.CopyTo(edit, WireFormat.ChallengeEdit.IsRecorded.End);
        return edit;
    }
}

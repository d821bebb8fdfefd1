using System.Buffers.Binary;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// A call, taken apart by subjects: the user first, then a number, an address, the application. Each is one script on one
/// slot, and all of them go out together.
/// </summary>
internal sealed class CallParts
{
    private const int NonceLength = 16;
    private const int HeadLength = 12;
    private const int UserHeadLength = HeadLength + 41;

    private readonly SubjectTags _tags;
    private readonly ChallengeRequest _request;

    public CallParts(SubjectTags tags, ChallengeRequest request)
    {
        _tags = tags;
        _request = request;
        All.Add(new CallPart(request.UserId, StoreScript.Begin));
        foreach (var claim in request.Claims.Span)
        {
            PartOf(claim).Claims.Add(claim);
        }
    }

    public List<CallPart> All { get; } = new(capacity: 5);

    private CallPart User => All[0];

    /// <summary>The key of a user's challenge for a purpose.</summary>
    public static RedisKey ChallengeKey(SubjectTags tags, SubjectTag user, string purpose) =>
        user.Key(tags.Of(purpose).ChallengeKind);

    /// <summary>The key of a user's wrong tries at a door.</summary>
    public static RedisKey GuessesKey(SubjectTag user, VoiceCodePurposeClass door) =>
        user.Key(door switch
        {
            VoiceCodePurposeClass.LogIn => "}:g:l",
            VoiceCodePurposeClass.Confirm => "}:g:c",
            VoiceCodePurposeClass.Reset => "}:g:r",
            _ => "}:g:a",
        });

    /// <summary>What was answered so far, part by part.</summary>
    public ScriptReply[] Answers()
    {
        var answers = new ScriptReply[All.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = All[i].Answer;
        }

        return answers;
    }

    /// <summary>Gets the parts ready to take.</summary>
    public void PrepareTake(long deadline)
    {
        var mark = (ushort)_request.Nonce;
        foreach (var part in All)
        {
            var tag = _tags.Of(part.Subject);
            if (part.Taker == StoreScript.Spend)
            {
                PrepareSpend(part, tag, deadline, takenAt: 0);
            }
            else if (part == User)
            {
                part.Prepare(
                    StoreScript.Begin,
                    [AllowancesKey(tag), ChallengeKey(_tags, tag, _request.Purpose), GuessesKey(tag, _request.PurposeClass)],
                    Claims(
                        part, UserHead(part, deadline, mark), Life(part), Milliseconds(_request.Lifetime),
                        PackedGuesses.Of(_request.Guesses)));
            }
            else
            {
                part.Prepare(
                    StoreScript.Take, [AllowancesKey(tag)], Claims(part, Head(part, deadline, mark, HeadLength), Life(part)));
            }
        }
    }

    /// <summary>Gets one part ready to give back.</summary>
    /// <param name="part">What took.</param>
    /// <param name="takenAt">The server's time when it took.</param>
    /// <param name="endsChallenge">Whether the user's challenge ends, if it is still the one that was asked for.</param>
    /// <param name="replaced">The challenge that was replaced and comes back.</param>
    public void PrepareGiveBack(CallPart part, long takenAt, bool endsChallenge, ReadOnlySpan<byte> replaced)
    {
        var tag = _tags.Of(part.Subject);
        if (part.Taker == StoreScript.Spend)
        {
            PrepareSpend(part, tag, deadline: 0, takenAt);
            return;
        }

        var mark = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(mark, (ushort)_request.Nonce);
        var challenge = new byte[NonceLength + replaced.Length];
        BinaryPrimitives.WriteUInt128BigEndian(challenge, _request.Nonce);
        replaced.CopyTo(challenge.AsSpan(NonceLength));
        part.Prepare(
            StoreScript.GiveBack,
            endsChallenge && part == User
                ? [AllowancesKey(tag), ChallengeKey(_tags, tag, _request.Purpose)] : [AllowancesKey(tag)],
            Claims(part, mark, challenge));
    }

    private CallPart PartOf(in AllowanceClaim claim)
    {
        var isCounted = claim.Allowance.MaxCount > Allowance.MaxExactCount;
        if (!isCounted)
        {
            foreach (var part in All)
            {
                if (part.Taker != StoreScript.Spend && part.Subject == claim.Subject)
                {
                    return part;
                }
            }
        }

        var taken = new CallPart(claim.Subject, isCounted ? StoreScript.Spend : StoreScript.Take);
        All.Add(taken);
        return taken;
    }

    private static RedisKey AllowancesKey(SubjectTag tag) => tag.Key("}:a");

    private static void PrepareSpend(CallPart part, SubjectTag tag, long deadline, long takenAt)
    {
        var packed = PackedAllowance.Of(part.Claims[0].Allowance);
        var head = new byte[12];
        WriteTime(head, deadline);
        WriteTime(head.AsSpan(6), takenAt);
        part.Prepare(
            StoreScript.Spend,
            Array.ConvertAll(packed.CounterKinds, tag.Key),
            [head, .. Array.ConvertAll(packed.Counters, counter => (RedisValue)counter)]);
    }

    private RedisValue[] Claims(CallPart part, params ReadOnlySpan<RedisValue> first)
    {
        var arguments = new RedisValue[first.Length + part.Claims.Count];
        first.CopyTo(arguments);
        for (var i = 0; i < part.Claims.Count; i++)
        {
            var claim = part.Claims[i];
            var packed = PackedAllowance.Of(claim.Allowance);
            arguments[first.Length + i] = claim.Item is not null
                ? packed.Items(_tags.Of(claim.Item).Item)
                : claim.LapsesIn is { } lapse ? packed.EventsUntil(lapse) : packed.Events;
        }

        return arguments;
    }

    private byte[] UserHead(CallPart part, long deadline, ushort mark)
    {
        var head = Head(part, deadline, mark, UserHeadLength);
        var challenge = head.AsSpan(HeadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(challenge, (uint)_request.RenewBelow.TotalMilliseconds);
        BinaryPrimitives.WriteUInt128BigEndian(challenge[4..], _request.Nonce);
        BinaryPrimitives.WriteUInt128BigEndian(challenge[20..], _request.Verifier);
        BinaryPrimitives.WriteUInt32LittleEndian(challenge[36..], _request.Binding);
        challenge[40] = (byte)Math.Min(_request.Tries, byte.MaxValue);
        return head;
    }

    // The mark is two bytes of the nonce: random, and enough to tell a subject's few events apart.
    private static byte[] Head(CallPart part, long deadline, ushort mark, int length)
    {
        var wait = 0u;
        foreach (var claim in part.Claims)
        {
            wait = Math.Max(wait, PackedAllowance.Of(claim.Allowance).WaitAfterFirst(claim));
        }

        var head = new byte[length];
        WriteTime(head, deadline);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), mark);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(8), wait);
        return head;
    }

    // Decimal, as Redis's commands take it: there it costs less than a number that Lua has to write out.
    private static RedisValue Life(CallPart part)
    {
        var life = TimeSpan.Zero;
        foreach (var claim in part.Claims)
        {
            life = claim.Allowance.Longest > life ? claim.Allowance.Longest : life;
        }

        return Milliseconds(life);
    }

    private static RedisValue Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private static void WriteTime(Span<byte> bytes, long time)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)time);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)(time >> 32));
    }
}

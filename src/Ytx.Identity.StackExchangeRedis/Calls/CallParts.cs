using System.Buffers.Binary;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// A call, taken apart by subjects: the user first, then a number, an address, the application. Each is one script on one
/// slot, and all of them go out together.
/// </summary>
internal sealed class CallParts
{
    private const int MarkLength = 2;
    private const int NonceLength = 16;

    private readonly SubjectTags _tags;
    private readonly ChallengeRequest _request;

    public CallParts(SubjectTags tags, ChallengeRequest request)
    {
        _tags = tags;
        _request = request;
        All.Add(new CallPart(request.UserId, StoreScripts.Begin));
        foreach (var claim in request.Claims.Span)
        {
            PartOf(claim).Claims.Add(claim);
        }
    }

    public List<CallPart> All { get; } = new(capacity: 5);

    /// <summary>The key of a user's challenge for a purpose.</summary>
    public static RedisKey ChallengeKey(SubjectTags tags, SubjectTag user, string purpose) =>
        tags.Key(user, "}:c:" + tags.Of(purpose).Text);

    /// <summary>The key of a user's wrong tries at a door.</summary>
    public static RedisKey GuessesKey(SubjectTags tags, SubjectTag user, VoiceCodePurposeClass door) =>
        tags.Key(user, door switch
        {
            VoiceCodePurposeClass.LogIn => "}:g:l",
            VoiceCodePurposeClass.Confirm => "}:g:c",
            VoiceCodePurposeClass.Reset => "}:g:r",
            _ => "}:g:a",
        });

    /// <summary>Fills in the keys and arguments that take.</summary>
    public void Take(long deadline)
    {
        foreach (var part in All)
        {
            var tag = _tags.Of(part.Subject);
            if (part.Script == StoreScripts.Spend)
            {
                Spend(part, tag, deadline, takenAt: 0);
                continue;
            }

            var isUser = part == All[0];
            part.Keys = isUser
                ? [AllowancesKey(tag), ChallengeKey(_tags, tag, _request.Purpose), GuessesKey(_tags, tag, _request.PurposeClass)]
                : [AllowancesKey(tag)];
            part.Arguments = isUser
                ? Claims(part, Head(part, deadline, isUser), PackedGuesses.Of(_request.Guesses))
                : Claims(part, Head(part, deadline, isUser));
        }
    }

    /// <summary>Fills in the keys and arguments that give back.</summary>
    /// <param name="part">What took.</param>
    /// <param name="takenAt">The server's time when it took.</param>
    /// <param name="endsChallenge">Whether the challenge ends, if it is still the one that was asked for.</param>
    /// <param name="replaced">The challenge that was replaced and comes back.</param>
    /// <returns>The script that does it.</returns>
    public string GiveBack(CallPart part, long takenAt, bool endsChallenge, ReadOnlySpan<byte> replaced)
    {
        var tag = _tags.Of(part.Subject);
        if (part.Script == StoreScripts.Spend)
        {
            Spend(part, tag, deadline: 0, takenAt);
            return StoreScripts.Spend;
        }

        var challenge = new byte[NonceLength + replaced.Length];
        BinaryPrimitives.WriteUInt128BigEndian(challenge, _request.Nonce);
        replaced.CopyTo(challenge.AsSpan(NonceLength));
        part.Keys = endsChallenge && part == All[0]
            ? [AllowancesKey(tag), ChallengeKey(_tags, tag, _request.Purpose)] : [AllowancesKey(tag)];
        part.Arguments = Claims(part, Mark(), challenge);
        return StoreScripts.GiveBack;
    }

    private CallPart PartOf(in AllowanceClaim claim)
    {
        if (claim.Allowance.MaxCount > Allowance.MaxExactCount)
        {
            var counted = new CallPart(claim.Subject, StoreScripts.Spend);
            All.Add(counted);
            return counted;
        }

        foreach (var part in All)
        {
            if (part.Script != StoreScripts.Spend && part.Subject == claim.Subject)
            {
                return part;
            }
        }

        var taken = new CallPart(claim.Subject, StoreScripts.Take);
        All.Add(taken);
        return taken;
    }

    private RedisKey AllowancesKey(SubjectTag tag) => _tags.Key(tag, "}:a");

    private void Spend(CallPart part, SubjectTag tag, long deadline, long takenAt)
    {
        var packed = PackedAllowance.Of(part.Claims[0].Allowance);
        var head = new byte[12];
        WriteTime(head, deadline);
        WriteTime(head.AsSpan(6), takenAt);
        part.Keys = [.. packed.CounterKinds.Select(kind => (RedisKey)_tags.Key(tag, kind))];
        part.Arguments = [head, .. packed.Counters.Select(counter => (RedisValue)counter)];
    }

    private RedisValue[] Claims(CallPart part, params ReadOnlySpan<RedisValue> first)
    {
        var arguments = new RedisValue[first.Length + part.Claims.Count];
        first.CopyTo(arguments);
        for (var i = 0; i < part.Claims.Count; i++)
        {
            var claim = part.Claims[i];
            var packed = PackedAllowance.Of(claim.Allowance);
            arguments[first.Length + i] = (claim.Item, claim.LapsesIn) switch
            {
                ({ } item, _) => packed.Items(_tags.Of(item).Item),
                (_, { } lapse) => packed.EventsUntil(lapse),
                _ => packed.Events,
            };
        }

        return arguments;
    }

    private byte[] Head(CallPart part, long deadline, bool isUser)
    {
        var head = new byte[isUser ? 57 : 12];
        WriteTime(head, deadline);
        Mark().CopyTo(head, 6);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), (uint)part.Life.TotalMilliseconds);
        if (isUser)
        {
            var challenge = head.AsSpan(12);
            BinaryPrimitives.WriteUInt32BigEndian(challenge, (uint)_request.Lifetime.TotalMilliseconds);
            BinaryPrimitives.WriteUInt32BigEndian(challenge[4..], (uint)_request.RenewBelow.TotalMilliseconds);
            BinaryPrimitives.WriteUInt128BigEndian(challenge[8..], _request.Nonce);
            BinaryPrimitives.WriteUInt128BigEndian(challenge[24..], _request.Verifier);
            BinaryPrimitives.WriteUInt32BigEndian(challenge[40..], _request.Binding);
            challenge[44] = (byte)_request.Tries;
        }

        return head;
    }

    // Two bytes tell a subject's few events apart; they are random, because the nonce is.
    private byte[] Mark()
    {
        var mark = new byte[MarkLength];
        BinaryPrimitives.WriteUInt16BigEndian(mark, (ushort)_request.Nonce);
        return mark;
    }

    private static void WriteTime(Span<byte> bytes, long time)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(time >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)time);
    }
}

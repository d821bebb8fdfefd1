using System.Buffers.Binary;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>One run of Verify.lua.</summary>
internal static class VerifyCall
{
    // Deadline (6), names of challenge and row (8, 8), verifier (16), mark of the number (4).
    private const int Length = 42;

    public static ScriptCall Of(SubjectTags tags, in ChallengeAttempt attempt)
    {
        var bytes = new byte[Length];
        var head = bytes.AsSpan();
        BeginCall.WriteName(head[6..], tags, attempt.Purpose);
        BeginCall.WriteRowName(head[14..], attempt.PurposeClass);
        BinaryPrimitives.WriteUInt128BigEndian(head[22..], attempt.Verifier);
        BinaryPrimitives.WriteUInt32LittleEndian(
            head[38..], attempt.Number is { } number ? tags.Of(AllowanceSubject.Number, number).Mark : 0);
        return new ScriptCall(
            StoreScript.Verify, [tags.Of(AllowanceSubject.User, attempt.UserId).Key], bytes,
            [RedisValue.EmptyString, PackedGuesses.Of(attempt.Guesses)], ScriptReply.RequestIdAt);
    }
}

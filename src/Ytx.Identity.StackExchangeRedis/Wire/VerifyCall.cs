using System.Buffers.Binary;
using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>One run of Verify.lua.</summary>
internal static class VerifyCall
{
    // Deadline (6), name of the challenge (8), verifier (16), mark of the number (4), name, life and length of a row of one
    // wrong try (8, 6, 2).
    private const int VerifierAt = 14;
    private const int MarkAt = 30;
    private const int RowAt = 34;
    private const int Length = RowAt + 16;
    private const int TryLength = 10;

    public static ScriptCall Of(SubjectTags tags, in ChallengeAttempt attempt)
    {
        var bytes = new byte[Length];
        var head = bytes.AsSpan();
        var wrongCodes = tags.Packed(attempt.WrongCodes);
        BeginCall.WriteName(head[WireNumbers.TimeLength..], tags, attempt.Purpose);
        BinaryPrimitives.WriteUInt128BigEndian(head[VerifierAt..], attempt.Verifier);
        BinaryPrimitives.WriteUInt32LittleEndian(
            head[MarkAt..], attempt.Number is { } number ? tags.Of(AllowanceSubject.Number, number).Mark : 0);
        BeginCall.WriteRowName(head[RowAt..], tags, attempt.PurposeKind);
        WireNumbers.WriteTime(head[(RowAt + 8)..], wrongCodes.Life);
        BinaryPrimitives.WriteUInt16LittleEndian(head[(RowAt + 14)..], TryLength);
        return new ScriptCall(
            StoreScript.Verify, [tags.Of(attempt.Owner).Key], bytes,
            [RedisValue.EmptyString, wrongCodes.Bytes], ScriptReply.RequestIdAt);
    }
}

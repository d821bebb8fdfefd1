using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>One run of Verify.lua.</summary>
internal static class VerifyCall
{
    public static ScriptCall Create(SubjectTags tags, in ChallengeAttempt attempt)
    {
        var head = new byte[WireFormat.Verify.Length.End];
        var wrongCodes = tags.Packed(attempt.WrongCodes);
        tags.OfPurpose(attempt.Purpose).WriteName(WireFormat.Verify.Challenge.In(head), WireFormat.Kind.Challenge);
        WireFormat.Verify.Verifier.WriteSecret(head, attempt.Verifier);
        WireFormat.Verify.Mark.Write(head, attempt.Number is { } number ? tags.Of(AllowanceSubject.Number, number).Mark : 0);
        tags.OfKind(attempt.PurposeKind).WriteName(WireFormat.Verify.WrongCodes.In(head), WireFormat.Kind.WrongCodes);
        WireFormat.Verify.Life.Write(head, wrongCodes.Life);
        WireFormat.Verify.Length.Write(head, WireFormat.WrongCode.Mark.End);
        return new ScriptCall(
            StoreScript.Verify, [tags.Of(attempt.Owner).Key], head,
            [RedisValue.EmptyString, wrongCodes.Bytes], WireFormat.VerifyReply.RequestId.At);
    }
}

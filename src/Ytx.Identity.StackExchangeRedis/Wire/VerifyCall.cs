using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>One run of Verify.lua.</summary>
internal static class VerifyCall
{
    public static ScriptCall Create(SubjectTags tags, in ChallengeTry challengeTry)
    {
        var head = new byte[WireFormat.Verify.Length.End];
        var wrongCodes = tags.Packed(challengeTry.WrongCodes);
        tags.OfPurpose(challengeTry.Purpose).WriteName(WireFormat.Verify.Challenge.In(head), WireFormat.Kind.Challenge);
        WireFormat.Verify.Verifier.WriteSecret(head, challengeTry.Verifier);
        WireFormat.Verify.Mark.Write(head, challengeTry.Number is { } number ? tags.Of(AllowanceSubject.Number, number).Mark : 0);
        tags.OfKind(challengeTry.PurposeKind).WriteName(WireFormat.Verify.WrongCodes.In(head), WireFormat.Kind.WrongCodes);
        WireFormat.Verify.Life.Write(head, wrongCodes.Life);
        WireFormat.Verify.Length.Write(head, WireFormat.WrongCode.Mark.End);
        return new ScriptCall(
            StoreScript.Verify, [tags.Of(challengeTry.User).Key], head,
            [RedisValue.EmptyString, wrongCodes.Bytes], WireFormat.VerifyReply.RequestId.At);
    }
}

using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Wire;

public sealed class CallPartTests
{
    private static readonly Allowance OfUser = Limit("user", AllowanceSubject.User);
    private static readonly Allowance OfNumber = Limit("number", AllowanceSubject.Number);
    private static readonly Allowance OfOthers = Limit("others", AllowanceSubject.Number);

    [Fact]
    public void From_ClaimsOfOneSubjectApart_NamesNoLedgerTwice()
    {
        var parts = Parts(
            new(OfNumber, "number"), new(OfUser, "user"), new(OfOthers, "number"), new(OfNumber, "other number"));

        Assert.Equal(
            ["User: user", "Number: number, others", "Number: number"],
            parts.Select(part => $"{part.Kind}: {string.Join(", ", part.Claims.ToArray())}"));
    }

    [Fact]
    public void From_NoClaimOfTheUser_BeginsWithTheUser() =>
        Assert.Equal([AllowanceSubject.User, AllowanceSubject.Number], Parts([new(OfNumber, "number")]).Select(part => part.Kind));

    private static List<CallPart> Parts(params AllowanceClaim[] claims) => CallPart.From(
        new Caller(new InMemoryVoiceCodeStore(TimeProvider.System, maxWaitingCodes: 1), "user").Request(claims: claims), new SubjectTags(new byte[32], ""));

    private static Allowance Limit(string name, AllowanceSubject per) => new(name, new AllowanceRule(1, TimeSpan.FromHours(1))) { Per = per };
}

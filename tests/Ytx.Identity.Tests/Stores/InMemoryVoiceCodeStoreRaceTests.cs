using Ytx.Identity.Stores;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests.Stores;

public sealed class InMemoryVoiceCodeStoreRaceTests : VoiceCodeStoreRaceContract
{
    public static TheoryData<string> Names => [.. Rules];

    protected override IVoiceCodeStore Store { get; } = new InMemoryVoiceCodeStore(TimeProvider.System, maxWaitingCodes: 10_000_000);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Store_EachRule_IsKept(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);
}

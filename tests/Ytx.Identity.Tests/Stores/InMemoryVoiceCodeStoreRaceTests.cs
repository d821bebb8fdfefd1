using Ytx.Identity.Stores;

namespace Ytx.Identity.Tests.Stores;

public sealed class InMemoryVoiceCodeStoreRaceTests : VoiceCodeStoreRaceContract
{
    protected override IVoiceCodeStore Store { get; } = new InMemoryVoiceCodeStore(TimeProvider.System, maxWaitingCodes: 10_000_000);
}

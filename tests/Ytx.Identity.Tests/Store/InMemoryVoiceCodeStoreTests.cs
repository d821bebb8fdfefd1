using Microsoft.Extensions.Time.Testing;

namespace Ytx.Identity.Tests.Store;

public sealed class InMemoryVoiceCodeStoreTests : VoiceCodeStoreContract
{
    private readonly FakeTimeProvider _clock = new();
    private IVoiceCodeStore? _store;

    protected override IVoiceCodeStore Store => _store ??= new InMemoryVoiceCodeStore(_clock);

    protected override void Advance(TimeSpan time) => _clock.Advance(time);
}

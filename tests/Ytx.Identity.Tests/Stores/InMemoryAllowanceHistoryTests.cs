using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Tests.Stores;

public sealed class InMemoryAllowanceHistoryTests : AllowanceHistoryContract
{
    private readonly FakeTimeProvider _clock = new();
    private IVoiceCodeStore? _store;

    protected override IVoiceCodeStore Store => _store ??= new InMemoryVoiceCodeStore(_clock, maxWaitingCodes: 1_000_000);

    protected override int Histories => 10_000;

    protected override void Advance(TimeSpan time) => _clock.Advance(time);

    protected override void Forget() => _store = null;
}

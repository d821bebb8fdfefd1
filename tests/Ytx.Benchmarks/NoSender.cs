using Ytx.Voice;

namespace Ytx.Benchmarks;

/// <summary>For sites that place no call.</summary>
internal sealed class NoSender : IVoiceCodeSender
{
    public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}

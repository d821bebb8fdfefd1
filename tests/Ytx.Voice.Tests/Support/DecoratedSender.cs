namespace Ytx.Voice.Tests;

/// <summary>What an application puts round a sender, to count calls for instance.</summary>
internal sealed class DecoratedSender(IVoiceCodeSender inner) : IVoiceCodeSender
{
    public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default) =>
        inner.SendAsync(call, cancellationToken);
}

using Ytx.Voice;

internal sealed class NoSender : IVoiceCodeSender
{
    public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken) => throw new NotSupportedException();
}

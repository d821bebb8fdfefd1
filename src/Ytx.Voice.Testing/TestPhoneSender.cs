namespace Ytx.Voice.Testing;

/// <summary>A host's way to the phone.</summary>
internal sealed class TestPhoneSender(TestPhone phone, IVoiceCallReports? reports) : IVoiceCodeSender
{
    public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(phone.Ring(call, reports));
    }
}

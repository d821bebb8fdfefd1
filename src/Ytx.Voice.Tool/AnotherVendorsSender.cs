namespace Ytx.Voice.Tool;

/// <summary>Stands for a sender that only the application has. Places no call.</summary>
internal sealed class AnotherVendorsSender : IVoiceCodeSender
{
    public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default) =>
        Task.FromResult(VoiceCallOutcome.Refused(VoiceCallFailure.Unavailable, "Only the application has this vendor's sender."));
}

namespace Ytx.Voice.Tests.Senders;

public sealed class YtxSenderContractTests : VoiceCodeSenderContract
{
    private protected override Answer Accepted => Answers.Accepted;

    private protected override Answer Refused => Answers.Refusal("-204");

    protected override async Task<VoiceCallOutcome> SendAsync(Uri vendor, VoiceCodeCall call, CancellationToken cancellationToken)
    {
        await using var services = Sample.Services(options => options.BaseAddress = vendor);
        return await services.Sender().SendAsync(call, cancellationToken);
    }
}

namespace Ytx.Voice.Tests.Senders;

/// <summary>The example of docs/senders.md holds to the contract.</summary>
public sealed class JsonVendorSenderTests : VoiceCodeSenderContract
{
    private protected override Answer Accepted =>
        Answers.Http(201, """{"id":"call-1"}""", "Content-Type: application/json");

    private protected override Answer Refused => Answers.Http(402);

    protected override async Task<VoiceCallOutcome> SendAsync(Uri vendor, VoiceCodeCall call, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = vendor };
        return await new JsonVendorSender(client).SendAsync(call, cancellationToken);
    }
}

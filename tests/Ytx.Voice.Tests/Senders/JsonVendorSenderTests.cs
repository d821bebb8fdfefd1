namespace Ytx.Voice.Tests.Senders;

/// <summary>The example of docs/senders.md holds to the contract.</summary>
public sealed class JsonVendorSenderTests : VoiceCodeSenderContract
{
    public static TheoryData<string> Names => [.. Rules];

    protected override VendorAnswer Accepted => new(201, """{"id":"call-1"}""");

    protected override VendorAnswer Refused => new(402);

    protected override async Task<VoiceCallOutcome> SendAsync(Uri vendor, VoiceCodeCall call, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = vendor };
        return await new JsonVendorSender(client).SendAsync(call, cancellationToken);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task Sender_EachRule_IsKept(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);
}

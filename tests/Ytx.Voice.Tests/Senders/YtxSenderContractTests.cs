namespace Ytx.Voice.Tests.Senders;

public sealed class YtxSenderContractTests : VoiceCodeSenderContract
{
    public static TheoryData<string> Names => [.. Rules];

    protected override VendorAnswer Accepted => new(200, Answers.AcceptedBody);

    protected override VendorAnswer Refused => new(200, """{"statusCode":"-204","statusMsg":"x","requestId":""}""");

    protected override async Task<VoiceCallOutcome> SendAsync(Uri vendor, VoiceCodeCall call, CancellationToken cancellationToken)
    {
        await using var services = Sample.Services(options => options.BaseAddress = vendor);
        return await services.Sender().SendAsync(call, cancellationToken);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task Sender_EachRule_IsKept(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);
}

using Microsoft.Extensions.DependencyInjection;
namespace Ytx.Voice.Tests.Senders;

/// <summary>The example of docs/senders.md holds to the contract behind a pipeline too, as an application registers it.</summary>
public sealed class PipelinedVendorTests : VoiceCodeSenderContract
{
    public static TheoryData<string> Names => [.. Rules];

    protected override VendorAnswer Accepted => new(201, """{"id":"call-1"}""");

    protected override VendorAnswer Refused => new(402);

    protected override async Task<VoiceCallOutcome> SendAsync(Uri vendor, VoiceCodeCall call, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddHttpClient<JsonVendorSender>(client => client.BaseAddress = vendor);
        services.AddVoiceCodeSender<JsonVendorSender>();
        await using var provider = services.BuildServiceProvider();
        return await provider.Sender().SendAsync(call, cancellationToken);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task Sender_EachRule_IsKept(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);
}

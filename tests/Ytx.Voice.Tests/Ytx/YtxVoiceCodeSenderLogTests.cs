using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice.Tests;

public sealed class YtxVoiceCodeSenderLogTests
{
    [Fact]
    public async Task SendAsync_Accepted_LogsTheRequestIdBelowWarning()
    {
        using var logs = new CapturedLogs();

        await SendAsync(logs, Answers.Accepted);

        Assert.Empty(logs.Warnings);
        Assert.Contains(
            "The vendor accepted a call as request 2016010000000205.", Assert.Single(logs.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_Refused_WarnsOnceWithWhatToFix()
    {
        using var logs = new CapturedLogs();

        await SendAsync(logs, Answers.Refusal("-204")).FailureAsync();

        var warning = Assert.Single(logs.Warnings);
        Assert.Contains("(Balance, may have been placed: False)", warning, StringComparison.Ordinal);
        Assert.Contains("Top it up", warning, StringComparison.Ordinal);
    }

    private static async Task<VoiceCallOutcome> SendAsync(CapturedLogs logs, Answer answer)
    {
        await using var gateway = RawGateway.Start(answer);
        var collection = new ServiceCollection();
        logs.AddTo(collection);
        collection.AddYtxVoiceCodeSender(options =>
        {
            Sample.Fill(options);
            options.BaseAddress = gateway.Address;
        });
        await using var services = collection.BuildServiceProvider();
        return await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);
    }
}

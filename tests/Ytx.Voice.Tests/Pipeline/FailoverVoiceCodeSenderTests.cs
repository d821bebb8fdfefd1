using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ytx.Voice.Tests.Pipeline;

public sealed class FailoverVoiceCodeSenderTests
{
    [Theory]
    [InlineData("-203")]
    [InlineData("-204")]
    [InlineData("-104")]
    [InlineData("-102")]
    public async Task SendAsync_FirstRefusesDefinitely_AsksTheNext(string status)
    {
        await using var first = RawGateway.Start(Answers.Refusal(status));
        await using var second = RawGateway.Start(Answers.Accepted);

        var receipt = await SendAsync(first.Address, second.Address);

        Assert.Equal("2016010000000205", receipt.RequestId);
        Assert.Contains(Sample.Code, first.OnlyRequest(), StringComparison.Ordinal);
        Assert.Contains(Sample.Code, second.OnlyRequest(), StringComparison.Ordinal);
        Assert.Contains("backup-app", second.OnlyRequest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_FirstCannotBeReached_AsksTheNext()
    {
        await using var second = RawGateway.Start(Answers.Accepted);

        await SendAsync(new Uri("http://127.0.0.1:1"), second.Address);

        second.OnlyRequest();
    }

    [Fact]
    public async Task SendAsync_OutcomeUnknown_AsksNobodyElse()
    {
        await using var first = RawGateway.Start(Answers.HangUp);
        await using var second = RawGateway.Start(Answers.Accepted);

        var outcome = await SendAsync(first.Address, second.Address).FailureAsync();

        Assert.True(outcome.MayHaveBeenPlaced);
        first.OnlyRequest();
        Assert.Empty(second.Requests);
    }

    [Fact]
    public async Task SendAsync_AllRefuse_ThrowsTheLastOnes()
    {
        await using var first = RawGateway.Start(Answers.Refusal("-203"));
        await using var second = RawGateway.Start(Answers.Refusal("-204"));

        var outcome = await SendAsync(first.Address, second.Address).FailureAsync();

        Assert.Equal(VoiceCallFailure.Balance, outcome.Failure);
        first.OnlyRequest();
    }

    [Fact]
    public async Task SendAsync_AnotherVendorAsBackup_IsAsked()
    {
        await using var first = RawGateway.Start(Answers.Refusal("-201"));
        var vendor = new Vendor();
        await using var services = new ServiceCollection()
            .AddYtxVoiceCodeSender(options =>
            {
                Sample.Fill(options);
                options.BaseAddress = first.Address;
            })
            .AddKeyedSingleton<IVoiceCodeSender>("vendor", vendor)
            .AddFailoverVoiceCodeSender("vendor")
            .BuildServiceProvider();

        await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);

        Assert.Equal(Sample.Code, vendor.LastCode);
    }

    [Theory]
    [InlineData("CN", false, true)]
    [InlineData("US", false, false)]
    [InlineData("US", true, true)]
    public void CanRing_Region_IsTrueIfAnyOfThemCan(string region, bool withOtherVendor, bool canRing)
    {
        using var services = new ServiceCollection().AddYtxVoiceCodeSender().BuildServiceProvider();
        IVoiceCodeSender[] senders = [services.Sender(), withOtherVendor ? new Vendor() : services.Sender()];

        Assert.Equal(canRing, new FailoverVoiceCodeSender(senders, NullLogger<FailoverVoiceCodeSender>.Instance).CanRing(region));
    }

    [Fact]
    public void Constructor_NoSender_Throws()
    {
        Assert.Throws<ArgumentException>(
            () => new FailoverVoiceCodeSender([], NullLogger<FailoverVoiceCodeSender>.Instance));
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddFailoverVoiceCodeSender());
    }

    private static async Task<VoiceCallOutcome> SendAsync(Uri first, Uri second)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings("Ytx", first, Sample.App)
                .Concat(Settings("Ytx:Accounts:backup", second, "backup-app"))).Build())
            .AddYtxVoiceCodeSender("backup")
            .AddFailoverVoiceCodeSender("backup")
            .BuildServiceProvider();
        return await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, string?> Settings(string section, Uri address, string app) => new()
    {
        [section + ":BaseAddress"] = address.ToString(),
        [section + ":AccountSid"] = Sample.Account,
        [section + ":AuthToken"] = Sample.Token,
        [section + ":AppId"] = app,
        [section + ":DisplayNumber"] = "01085485069",
    };

    private sealed class Vendor : IVoiceCodeSender
    {
        public string? LastCode { get; private set; }

        public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
        {
            LastCode = call.Code;
            return Task.FromResult(VoiceCallOutcome.Accepted("1"));
        }
    }
}

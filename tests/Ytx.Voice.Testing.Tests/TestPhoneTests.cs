using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice.Testing.Tests;

public sealed class TestPhoneTests
{
    private const string Number = "+8613911281234";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NextCallAsync_CallsBeforeAndAfter_AreReturnedOnceInTheirOrder()
    {
        var (phone, sender) = Create();
        await SendAsync(sender, "111111");
        await SendAsync(sender, "999999", "+8613911285678");
        await SendAsync(sender, "222222");

        Assert.Equal("111111", (await phone.NextCallAsync(Number, Cancelled)).Code);
        Assert.Equal("222222", (await phone.NextCallAsync("139 1128 1234", Cancelled)).Code);
        var waiting = phone.NextCallAsync(Number, Cancelled);
        Assert.False(waiting.IsCompleted);
        await SendAsync(sender, "333333");
        Assert.Equal("333333", (await waiting).Code);
        Assert.Equal(4, phone.Calls.Count);
    }

    [Fact]
    public async Task NextCallAsync_ManyAtOnce_EachGetsACallOfItsOwn()
    {
        var (phone, sender) = Create();
        var waiting = Enumerable.Range(0, 64).Select(_ => Task.Run(() => phone.NextCallAsync(Number, Cancelled))).ToArray();

        await Task.WhenAll(Enumerable.Range(100_000, 64).Select(code => Task.Run(() => SendAsync(sender, $"{code}"))));

        Assert.Equal(64, (await Task.WhenAll(waiting)).Select(call => call.Code).Distinct().Count());
    }

    [Fact]
    public async Task NextCallAsync_NobodyCalls_SaysSoWithoutTheNumber()
    {
        var (phone, sender) = Create(patience: TimeSpan.FromSeconds(0.2));
        await SendAsync(sender, "246810", "+8613911285678");

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => phone.NextCallAsync(Number, Cancelled));

        Assert.Contains("Nobody called 139****1234 in 0.2 seconds", exception.Message, StringComparison.Ordinal);
        Assert.Contains("139****5678", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("246810", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextCallAsync_GivenUp_IsCancelled()
    {
        using var test = new CancellationTokenSource();
        var waiting = Create().Phone.NextCallAsync(Number, test.Token);

        await test.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task NextCallAsync_NoNumber_IsRefused() =>
        await Assert.ThrowsAsync<FormatException>(() => Create().Phone.NextCallAsync("somebody", Cancelled));

    [Theory]
    [InlineData(VoiceCallFailure.Balance, false)]
    [InlineData(VoiceCallFailure.Unreachable, false)]
    [InlineData(VoiceCallFailure.Gateway, true)]
    [InlineData(VoiceCallFailure.NoResponse, true)]
    public async Task Fail_OneCall_FailsAndTheNextDoesNot(VoiceCallFailure failure, bool mayRing)
    {
        var (phone, sender) = Create();
        phone.Fail(failure);

        var first = await SendAsync(sender, "111111");
        var second = await SendAsync(sender, "222222");

        Assert.Equal((failure, mayRing), (first.Failure, first.MayHaveBeenPlaced));
        Assert.True(second.IsAccepted);
        Assert.Equal(mayRing ? 2 : 1, phone.Calls.Count);
    }

    [Fact]
    public async Task Decline_ASiteThatFollowsItsCalls_IsTold()
    {
        var reports = new Reports();
        var (phone, sender) = Create(services => services.AddSingleton<IVoiceCallReports>(reports));
        var outcome = await SendAsync(sender, "111111");
        var call = await phone.NextCallAsync(Number, Cancelled);

        phone.Answer(call);
        phone.Decline(call);
        phone.LetRing(call);
        phone.SwitchOff(call);

        Assert.Equal(
            [VoiceCallState.Answered, VoiceCallState.Rejected, VoiceCallState.NoAnswer, VoiceCallState.SwitchedOff],
            reports.Taken.Select(report => report.State!.Value));
        Assert.All(reports.Taken, report => Assert.Equal((outcome.RequestId, Number, true), (report.RequestId, report.Number, report.IsConfirmed)));
        Assert.Throws<ArgumentException>(() => new TestPhone().Decline(call));
    }

    [Fact]
    public async Task AddTestPhone_SeveralAccounts_AllRingIt()
    {
        var (phone, sender) = Create(services =>
        {
            services.AddYtxVoiceCodeSender("backup");
            services.AddFailoverVoiceCodeSender("backup");
            services.AddVoiceCodeSenderSelection(_ => ValueTask.FromResult("backup"), "", "backup");
        });

        Assert.True((await SendAsync(sender, "111111")).IsAccepted);
        Assert.Single(phone.Calls);
    }

    [Fact]
    public async Task AddTestPhone_EveryAccount_RingsItAndNeedsNoSettings()
    {
        var phone = new TestPhone();
        var builder = Builder("Development");
        builder.Services.AddYtxVoiceCodeSender().AddYtxVoiceCodeSender("backup").AddTestPhone(phone);
        await using var site = builder.Build();

        await site.StartAsync(Cancelled);

        await SendAsync(site.Services.GetRequiredKeyedService<IVoiceCodeSender>(""), "111111");
        await SendAsync(site.Services.GetRequiredKeyedService<IVoiceCodeSender>("backup"), "222222");
        Assert.Equal(["111111", "222222"], phone.Calls.Select(call => call.Code));
        Assert.Same(phone.Clock, site.Services.GetRequiredService<TimeProvider>());
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("Testing")]
    public async Task AddTestPhone_ARealHost_DoesNotStartAndPlacesNoCall(string environment)
    {
        var builder = Builder(environment);
        builder.Services.AddTestPhone(new TestPhone());
        await using var site = builder.Build();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => site.StartAsync(Cancelled));

        Assert.Contains($"this host runs in {environment}", exception.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => site.Services.GetRequiredService<IVoiceCodeSender>());
    }

    [Fact]
    public void ToString_OfACall_HasNeitherNumberNorCode()
    {
        var call = new TestCall(PhoneNumber.Parse(Number), "246810", "test-1");

        Assert.Equal("Call to 139****1234", call.ToString());
    }

    private static WebApplicationBuilder Builder(string environment)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    private static (TestPhone Phone, IVoiceCodeSender Sender) Create(
        Action<IServiceCollection>? configure = null, TimeSpan? patience = null)
    {
        var phone = new TestPhone(clock: null, patience ?? TimeSpan.FromSeconds(10));
        var services = new ServiceCollection();
        configure?.Invoke(services);
        var provider = services.AddTestPhone(phone).BuildServiceProvider();
        return (phone, provider.GetRequiredService<IVoiceCodeSender>());
    }

    private static Task<VoiceCallOutcome> SendAsync(IVoiceCodeSender sender, string code, string number = Number) =>
        sender.SendAsync(new VoiceCodeCall(PhoneNumber.Parse(number), code), Cancelled);

    private sealed class Reports : IVoiceCallReports
    {
        public ConcurrentQueue<VoiceCallReport> Taken { get; } = new();

        public bool TryReport(VoiceCallReport report)
        {
            Taken.Enqueue(report);
            return true;
        }
    }
}

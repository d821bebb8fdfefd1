using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Codes;

/// <summary>What a sender learns of a call, so that a vendor's template can say it.</summary>
public sealed class CallToSenderTests : IDisposable
{
    private readonly TestSite _site = new();

    [Fact]
    public async Task RequestCallAsync_EveryCall_TellsTheSenderHowLongItsCodeIsValid()
    {
        var user = await _site.CreateUserAsync();

        await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);
        _site.Clock.Advance(TimeSpan.FromSeconds(70));
        var again = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.True(again.IsRepeated);
        Assert.Equal([TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(230)], _site.Sender.Calls.Select(call => call.ValidFor));
    }

    [Theory]
    [InlineData(VoiceCodePurpose.LogIn, VoiceCodePurposeKind.LogIn, "zh-CN")]
    [InlineData("ChangePhoneNumber:13911281235", VoiceCodePurposeKind.ChangePhoneNumber, "en")]
    [InlineData(VoiceCodePurpose.ResetPassword, VoiceCodePurposeKind.ResetPassword, "zh-HK")]
    [InlineData("pay:order-17", VoiceCodePurposeKind.Other, "de")]
    public async Task RequestCallAsync_EveryCall_TellsTheSenderPurposeLanguageAndUser(
        string purpose, VoiceCodePurposeKind kind, string language)
    {
        var user = await _site.CreateUserAsync();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        await _site.Codes.RequestCallAsync(user, purpose, TestContext.Current.CancellationToken);

        var call = Assert.Single(_site.Sender.Calls);
        Assert.Equal((kind, language, user.Id), (call.PurposeKind, call.Culture!.Name, call.UserId));
        Assert.DoesNotContain(user.Id, call.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestCallAsync_SenderWithoutAPipelineHangs_EndsAsUnknown()
    {
        using var site = new TestSite(services: services => services.AddSingleton<IVoiceCodeSender>(new HangingSender()));
        var user = await site.CreateUserAsync();

        var call = site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);
        site.Clock.Advance(TimeSpan.FromSeconds(64));
        Assert.False(call.IsCompleted);
        site.Clock.Advance(TimeSpan.FromSeconds(1));

        // In real time, so that a wait without an end fails here instead of hanging.
        var result = await call.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(VoiceCodeReason.CallOutcomeUnknown, result.Reason);
    }

    public void Dispose() => _site.Dispose();

    private sealed class HangingSender : IVoiceCodeSender
    {
        public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default) =>
            new TaskCompletionSource<VoiceCallOutcome>().Task;
    }
}

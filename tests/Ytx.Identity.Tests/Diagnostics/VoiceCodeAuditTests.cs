using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Hooks;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Diagnostics;

public sealed class VoiceCodeAuditTests
{
    [Fact]
    public async Task ObserveAsync_LifeOfACode_HearsEachStep()
    {
        var observer = new Observer();
        using var site = new TestSite(services: services => services.AddSingleton<IVoiceCodeObserver>(observer));
        var user = await site.CreateUserAsync();

        var code = await site.CallAsync(user);
        await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
        await site.TryAsync(user, TestSite.Wrong(code));
        await site.TryAsync(user, code);

        Assert.Equal(
            [
                (VoiceCodeEventKind.Issued, VoiceCodeReason.None),
                (VoiceCodeEventKind.Denied, VoiceCodeReason.LimitReached),
                (VoiceCodeEventKind.Rejected, VoiceCodeReason.WrongCode),
                (VoiceCodeEventKind.Verified, VoiceCodeReason.None),
            ],
            observer.Heard.Select(heard => (heard.Kind, heard.Reason)));
        Assert.All(observer.Heard, heard => Assert.Equal(user.Id, heard.UserId));
        Assert.Equal("139****1234", observer.Heard[0].MaskedNumber);
        Assert.Equal("request-1", observer.Heard[0].RequestId);
    }

    [Fact]
    public async Task ObserveAsync_FailingOrHanging_BreaksNothing()
    {
        var heard = new Observer();
        using var site = new TestSite(services: services => services
            .AddSingleton<IVoiceCodeObserver>(new Observer { Failure = Task.FromException(new InvalidOperationException()) })
            .AddSingleton<IVoiceCodeObserver>(new Observer { Failure = new TaskCompletionSource().Task })
            .AddSingleton<IVoiceCodeObserver>(heard));
        var user = await site.CreateUserAsync();

        var call = site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
        site.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await call).Succeeded);
        Assert.Single(heard.Heard);
    }

    [Theory]
    [InlineData("no number", "Reason: InvalidPhoneNumber. Denied by: -.")]
    [InlineData("+8613911281234", "Reason: LimitReached. Denied by: cool-down: 1 in 1m.")]
    public async Task RequestCallAsync_NoCallIsPlaced_LogNamesReasonAndLimitIfThereIsOne(string number, string expected)
    {
        using var logs = new CapturedLogs();
        using var site = new TestSite(services: services => services.AddSingleton<ILoggerProvider>(logs));
        var user = await site.CreateUserAsync(user => user.PhoneNumber = number);

        await site.RingAsync(user);
        await site.RingAsync(user);

        Assert.Contains(logs.Lines, line => line.Contains(expected, StringComparison.Ordinal));
        Assert.False(logs.Contain("(null)"));
    }

    private sealed class Observer : IVoiceCodeObserver
    {
        public List<VoiceCodeEvent> Heard { get; } = [];

        public Task? Failure { get; init; }

        public async ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default)
        {
            Heard.Add(voiceCodeEvent);
            await (Failure ?? Task.CompletedTask);
        }
    }
}

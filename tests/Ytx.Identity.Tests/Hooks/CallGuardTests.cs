using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Hooks;
using Ytx.Identity.Limits;
using Ytx.Voice;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Hooks;

/// <summary>A guard is asked between an attempt and its call: what it refuses was never granted.</summary>
public sealed class CallGuardTests : IDisposable
{
    private readonly Guard _guard = new();
    private readonly CapturedLogs _logs = new();
    private TestSite _site;

    public CallGuardTests() => _site = Site(_ => { });

    public void Dispose()
    {
        _site.Dispose();
        _logs.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RequestCall_GuardRefusesOrFails_RingsNobodyAndTakesNoCall(bool throws)
    {
        _guard.Answer = throws ? null : false;
        var user = await _site.CreateUserAsync();

        Assert.Equal(VoiceCodeReason.GuardRefused, await _site.RingAsync(user));
        Assert.Empty(_site.Sender.Calls);
        Assert.Equal(1, _guard.Asked);
        Assert.Equal(throws, _logs.Contain("guard"));
        Assert.False(_logs.Contain("1391128"));
        Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, "123456"));

        // Not even the cool-down was taken.
        _guard.Answer = true;
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user)));
    }

    [Fact]
    public async Task RequestCall_WhileAGuardIsAsked_NoCodeWaits()
    {
        var user = await _site.CreateUserAsync();
        var tried = VoiceCodeReason.None;
        _guard.Asking = async () => tried = await _site.TryAsync(user, "123456");

        await _site.CallAsync(user);

        Assert.Equal(VoiceCodeReason.NoLiveCode, tried);
    }

    [Fact]
    public async Task RequestCall_GuardRefusesARepeat_LeavesTheCodeThatWaits()
    {
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);
        _site.Clock.Advance(TimeSpan.FromMinutes(4.5));
        _guard.Answer = false;

        // There is so little life left that a call would have put a new code in its place.
        Assert.Equal(VoiceCodeReason.GuardRefused, await _site.RingAsync(user));

        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code));
    }

    [Fact]
    public async Task RequestCall_GuardAlwaysRefuses_IsAskedNoMoreThanThreeTimesTheCalls()
    {
        _guard.Answer = false;
        var user = await _site.CreateUserAsync();
        for (var minute = 0; minute < 23 * 60; minute++)
        {
            await _site.RingAsync(user);
            _site.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        // Ten log-in calls a day, so thirty attempts.
        Assert.Equal(30, _guard.Asked);
        var denied = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);
        Assert.Equal("user-log-in-attempts: 30 in 24h", denied.DeniedBy?.ToString());
    }

    [Fact]
    public async Task RequestCall_LimitIsUsedUp_AsksNoGuard()
    {
        var user = await _site.CreateUserAsync();
        await _site.CallAsync(user);

        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user));

        Assert.Equal(1, _guard.Asked);
    }

    [Fact]
    public async Task RequestCall_LimitIsUsedUpWhileAGuardIsAsked_IsDeniedLikeAnyOther()
    {
        var user = await _site.CreateUserAsync();
        _guard.Asking = async () =>
        {
            _guard.Asking = null;
            await _site.CallAsync(user);
        };

        var denied = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(VoiceCodeReason.LimitReached, denied.Reason);
        Assert.Equal("cool-down: 1 in 1m", denied.DeniedBy?.ToString());
        Assert.Equal(5, denied.TriesLeft);
        Assert.Single(_site.Sender.Calls);
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, _site.Sender.LastCode));
    }

    [Fact]
    public async Task RequestCall_DoorIsLockedWhileAGuardIsAsked_IsLockedOut()
    {
        _site.Dispose();
        _site = Site(options => options.Limits.WrongCodes = AllowanceRules.Parse("1 in 1h"));
        var user = await _site.CreateUserAsync();
        var code = await _site.CallAsync(user);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        _guard.Asking = async () => Assert.Equal(VoiceCodeReason.WrongCode, await _site.TryAsync(user, TestSite.Wrong(code)));

        var result = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal(VoiceCodeReason.LockedOut, result.Reason);
        Assert.Equal(TimeSpan.FromHours(1), result.RetryAfter);
        Assert.Single(_site.Sender.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RequestCall_CallerGivesUpWhileAGuardIsAsked_LeavesAnAttemptOnly(bool guardNotices)
    {
        _site.Dispose();
        _site = Site(options => options.Limits.NumberOwner = AllowanceRules.Parse("1 in 24h"));
        var user = await _site.CreateUserAsync();
        for (var i = 0; i < 2; i++)
        {
            using var caller = new CancellationTokenSource();
            _guard.Asking = async () =>
            {
                await caller.CancelAsync();
                if (guardNotices)
                {
                    caller.Token.ThrowIfCancellationRequested();
                }
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, caller.Token));
            Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, "123456"));
        }

        // Two attempts of three are gone, and no call.
        _guard.Asking = null;
        Assert.Empty(_site.Sender.Calls);
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user)));
        _guard.Answer = false;
        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user));
        Assert.Equal(3, _guard.Asked);
    }

    [Fact]
    public async Task RequestCall_ConfirmingPurpose_GuardHearsTheNumberInOneForm()
    {
        var user = await _site.CreateStrangerAsync();

        await _site.CallAsync(user, VoiceCodePurpose.ChangePhoneNumber("139 1128 1235"));

        Assert.Equal("ChangePhoneNumber:+8613911281235", _guard.Context!.Purpose);
    }

    [Theory]
    [InlineData("13911281234", true)]
    [InlineData("13911281235", false)]
    public async Task RequestCall_Guard_HearsAllThatIsKnownOfTheCall(string number, bool isConfirmed)
    {
        var user = await _site.CreateUserAsync();

        await _site.CallAsync(user, VoiceCodePurpose.ChangePhoneNumber(number));

        var context = _guard.Context!;
        Assert.Equal(
            ("+86" + number, user.Id, VoiceCodePurposeKind.ChangePhoneNumber, isConfirmed),
            (context.Number.E164, context.UserId, context.PurposeKind, context.IsConfirmedNumber));
        Assert.DoesNotContain(number, context.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestCall_GuardSaysNothing_IsRefused()
    {
        var user = await _site.CreateUserAsync();
        using var silent = new TestSite(services: services => services.AddSingleton<ICallGuard>(new SilentGuard()));

        Assert.Equal(VoiceCodeReason.GuardRefused, await silent.RingAsync(await silent.CreateUserAsync()));
        Assert.Empty(silent.Sender.Calls);
        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(user));
    }

    [Fact]
    public async Task RequestCall_GuardRefuses_LogTellsItsReason()
    {
        _guard.Answer = false;

        await _site.RingAsync(await _site.CreateUserAsync());

        Assert.True(_logs.Contain("Reason: GuardRefused. Denied by: SIM swapped."));
    }

    private TestSite Site(Action<VoiceCodeOptions> configure) => new(
        configure, services => services.AddSingleton<ICallGuard>(_guard).AddSingleton<ILoggerProvider>(_logs));

    private sealed class Guard : ICallGuard
    {
        /// <summary>Whether it agrees; null if it fails.</summary>
        public bool? Answer { get; set; } = true;

        /// <summary>What happens meanwhile.</summary>
        public Func<Task>? Asking { get; set; }

        public int Asked { get; private set; }

        /// <summary>What it was last asked about.</summary>
        public CallGuardContext? Context { get; private set; }

        public async ValueTask<CallGuardResult> CheckAsync(CallGuardContext context, CancellationToken cancellationToken = default)
        {
            Asked++;
            Context = context;
            await (Asking?.Invoke() ?? Task.CompletedTask);
            return Answer switch
            {
                true => CallGuardResult.Allow,
                false => CallGuardResult.Refuse("SIM swapped"),
                _ => throw new InvalidOperationException($"about {context.Number.E164}"),
            };
        }
    }

    private sealed class SilentGuard : ICallGuard
    {
        public ValueTask<CallGuardResult> CheckAsync(CallGuardContext context, CancellationToken cancellationToken = default) =>
            default;
    }
}

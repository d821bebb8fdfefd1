using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ytx.Identity.Hooks;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Diagnostics;

public sealed class CodeTelemetryTests : IDisposable
{
    private const string Issued = "ytx.identity.codes.issued";
    private const string Denied = "ytx.identity.calls.denied";
    private const string Verifications = "ytx.identity.verifications";
    private const string LogIn = "ytx.identity.purpose_kind=log_in";

    private readonly CollectedSpans _spans = new();
    private TestSite _site = new();
    private CollectedMetrics? _metrics;

    private CollectedMetrics Metrics => _metrics ??= new CollectedMetrics(_site.Services);

    public static TheoryData<object> UnknownEnds =>
    [
        VoiceCallOutcome.Unknown(VoiceCallFailure.NoResponse, "For the test."),
        new InvalidOperationException("Not what a sender may throw."),
    ];

    public static TheoryData<object, string> CertainRefusals => new()
    {
        { VoiceCallOutcome.Refused(VoiceCallFailure.Balance, "For the test."), "call_failed" },
        { VoiceCallOutcome.Refused(VoiceCallFailure.Unavailable, "For the test."), "unavailable" },
        { new OptionsValidationException("", typeof(YtxVoiceOptions), ["Ytx:AuthToken is missing."]), "call_failed" },
    };

    public void Dispose()
    {
        _metrics?.Dispose();
        _site.Dispose();
        _spans.Dispose();
    }

    [Fact]
    public async Task RequestCall_PlacedAndRepeated_AreIssuedOnceNewAndOnceRepeated()
    {
        var user = await Begin();

        await _site.CallAsync(user);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        await _site.CallAsync(user);

        Assert.Equal(
            [$"ytx.identity.code.repeated=false {LogIn}: 1", $"ytx.identity.code.repeated=true {LogIn}: 1"], Metrics.Of(Issued));
        Assert.Empty(Metrics.Of(Denied));
    }

    [Theory]
    [MemberData(nameof(UnknownEnds))]
    public async Task RequestCall_OutcomeUnknown_IsIssued(object failure)
    {
        var user = await Begin();
        (_site.Sender.Failure, _site.Sender.Exception) = (failure as VoiceCallOutcome, failure as Exception);

        await _site.Codes.RequestCallAsync(user, "pay:order-17");

        Assert.Equal(
            ["ytx.identity.code.repeated=false ytx.identity.purpose_kind=other: 1"], Metrics.Of(Issued));
        Assert.Empty(Metrics.Of(Denied));
    }

    [Theory]
    [MemberData(nameof(CertainRefusals))]
    public async Task RequestCall_CertainlyNotPlaced_IsDeniedAndGivenBack(object failure, string reason)
    {
        var user = await Begin();
        (_site.Sender.Failure, _site.Sender.Exception) = (failure as VoiceCallOutcome, failure as Exception);

        await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);

        AssertDenied(reason);
        Assert.Equal(2, Metrics.Of("ytx.identity.store.duration").Count);
        Assert.StartsWith("ytx.identity.store.operation=abandon:", Metrics.Of("ytx.identity.store.duration")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestCall_LimitReached_NamesTheRuleWithoutItsNumbers()
    {
        var user = await Begin();
        await _site.CallAsync(user);

        await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);

        Assert.Equal([$"{LogIn} ytx.identity.reason=limit_reached ytx.identity.rule=cool-down: 1"], Metrics.Of(Denied));
    }

    [Theory]
    [InlineData("no number", "no_phone_number")]
    [InlineData("no phone has it", "invalid_phone_number")]
    [InlineData("foreign", "destination_not_allowed")]
    [InlineData("locked", "user_not_allowed")]
    [InlineData("guard", "guard_refused")]
    [InlineData("guard fails", "guard_refused")]
    [InlineData("no store", "unavailable")]
    public async Task RequestCall_NotPermitted_IsDeniedOnceAndNotIssued(string why, string reason)
    {
        var user = await Begin(
            user =>
            {
                user.PhoneNumber = why switch
                {
                    "no number" => null,
                    "no phone has it" => "+861",
                    "foreign" => "+12125550123",
                    _ => user.PhoneNumber,
                };
                user.LockoutEnd = why is "locked" ? DateTimeOffset.MaxValue : null;
            },
            services: services =>
            {
                if (why.StartsWith("guard", StringComparison.Ordinal))
                {
                    services.AddSingleton<ICallGuard>(new Guard(why is "guard fails"));
                }

                if (why is "no store")
                {
                    services.AddSingleton<IVoiceCodeStore, BrokenStore>();
                }
            });

        await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);

        AssertDenied(reason);
        Assert.Empty(_site.Sender.Calls);
        Assert.Equal(
            why is "no store" ? ["error.type=unavailable ytx.identity.store.operation=begin: 1"] : [],
            Metrics.Of("ytx.identity.store.errors"));
    }

    [Fact]
    public async Task RequestCall_CallerGivesUp_IsDeniedAsCancelledAndNoErrorOfTheStore()
    {
        var user = await Begin();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, new CancellationToken(canceled: true)));

        AssertDenied("cancelled");
        Assert.Empty(Metrics.Of("ytx.identity.store.errors"));
    }

    [Fact]
    public async Task RequestCall_TestNumber_IsIssuedAsAnyOther()
    {
        var user = await Begin(configure: options => options.Codes.TestNumbers =
        [
            new TestNumber { Number = "13911281234", Code = "314159", Until = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero) },
        ]);

        await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);

        Assert.Empty(_site.Sender.Calls);
        Assert.Equal([$"ytx.identity.code.repeated=false {LogIn}: 1"], Metrics.Of(Issued));
    }

    [Fact]
    public async Task Verify_EveryResult_IsCountedOnceWithOneSpan()
    {
        var user = await Begin();
        var nobody = await _site.CreateUserAsync(user => user.PhoneNumber = null);

        await _site.TryAsync(user, "12345x");
        await _site.TryAsync(user, "123456");
        var code = await _site.CallAsync(user);
        await _site.TryAsync(user, code);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        code = await _site.CallAsync(user);
        for (var i = 1; i <= 6; i++)
        {
            await _site.TryAsync(user, TestSite.Wrong(code, i));
        }

        await _site.TryAsync(nobody, code);
        Assert.Equal(VoiceCodeReason.NoPhoneNumber, _site.Codes.LastVerification?.Reason);

        string[] expected =
        [
            $"{LogIn} ytx.identity.result=malformed: 1",
            $"{LogIn} ytx.identity.result=no_live_code: 1",
            $"{LogIn} ytx.identity.result=no_phone_number: 1",
            $"{LogIn} ytx.identity.result=tries_used_up: 1",
            $"{LogIn} ytx.identity.result=verified: 1",
            $"{LogIn} ytx.identity.result=wrong_code: 5",
        ];
        Assert.Equal(expected, Metrics.Of(Verifications));
        Assert.Equal(
            expected,
            _spans.All.GroupBy(CollectedSpans.Tags).Select(group => $"{group.Key}: {group.Count()}").Order(StringComparer.Ordinal));
        Assert.All(_spans.All, span => Assert.Equal(
            ("ytx.identity.verify", ActivityStatusCode.Unset), (span.OperationName, span.Status)));
    }

    [Fact]
    public async Task Verify_LockedOut_IsCountedAndItsCallsAreDenied()
    {
        var user = await Begin(configure: options => options.Limits.WrongCodes = AllowanceRules.Parse("2 in 1h"));
        var code = await _site.CallAsync(user);

        for (var i = 1; i <= 3; i++)
        {
            await _site.TryAsync(user, TestSite.Wrong(code, i));
        }

        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);

        Assert.Contains($"{LogIn} ytx.identity.result=locked_out: 1", Metrics.Of(Verifications));
        Assert.Equal([$"{LogIn} ytx.identity.reason=locked_out ytx.identity.rule=none: 1"], Metrics.Of(Denied));
    }

    [Theory]
    [InlineData("away", "unavailable", "unavailable", 1)]
    [InlineData("throws", "exception", "exception", 1)]
    [InlineData("cancelled", "cancelled", "cancelled", 0)]
    public async Task Verify_StoreDoesNotAnswer_IsCountedAndMeasured(string how, string result, string kind, int errors)
    {
        var user = await Begin(services: services => services.AddSingleton<IVoiceCodeStore>(
            how is "away" ? new BrokenStore() : new ThrowingStore(how is "cancelled")));

        var thrown = await Record.ExceptionAsync(() => _site.TryAsync(user, "123456"));

        Assert.Equal(how is "away", thrown is null);
        Assert.Equal([$"{LogIn} ytx.identity.result={result}: 1"], Metrics.Of(Verifications));
        Assert.Equal(
            errors is 0 ? [] : [$"error.type={kind} ytx.identity.store.operation=verify: {errors}"],
            Metrics.Of("ytx.identity.store.errors"));
        Assert.Equal([$"error.type={kind} ytx.identity.store.operation=verify: 0"], Metrics.Of("ytx.identity.store.duration"));
        Assert.Equal(
            how is "cancelled" ? ActivityStatusCode.Unset : ActivityStatusCode.Error, Assert.Single(_spans.All).Status);
    }

    [Fact]
    public async Task Unlock_StoreAway_IsAnErrorOfTheStore()
    {
        var user = await Begin(services: services => services.AddSingleton<IVoiceCodeStore, BrokenStore>());

        await _site.Codes.UnlockAsync(user, VoiceCodePurposeKind.LogIn);

        Assert.Equal(["error.type=unavailable ytx.identity.store.operation=unlock: 1"], Metrics.Of("ytx.identity.store.errors"));
    }

    private async Task<TestUser> Begin(
        Action<TestUser>? change = null, Action<VoiceCodeOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        _site.Dispose();
        _site = new TestSite(configure, services);
        Assert.NotNull(Metrics);
        return await _site.CreateUserAsync(change);
    }

    private void AssertDenied(string reason)
    {
        Assert.Equal([$"{LogIn} ytx.identity.reason={reason} ytx.identity.rule=none: 1"], Metrics.Of(Denied));
        Assert.Empty(Metrics.Of(Issued));
    }

    private sealed class Guard(bool fails) : ICallGuard
    {
        public ValueTask<CallGuardResult> CheckAsync(CallGuardContext context, CancellationToken cancellationToken = default) =>
            fails ? throw new InvalidOperationException() : ValueTask.FromResult(CallGuardResult.Refuse("risk"));
    }

    private sealed class ThrowingStore(bool isCancelled) : IVoiceCodeStore
    {
        public ValueTask<ChallengeGrant> BeginAsync(ChallengeRequest request, CancellationToken cancellationToken = default) =>
            throw Exception();

        public ValueTask AbandonAsync(
            ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken = default) => throw Exception();

        public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId) => throw Exception();

        public ValueTask<ChallengeVerdict> VerifyAsync(
            ChallengeTry challengeTry, CancellationToken cancellationToken = default) => throw Exception();

        public ValueTask<bool> UnlockAsync(
            UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken = default) => throw Exception();

        private Exception Exception() =>
            isCancelled ? new OperationCanceledException() : new InvalidOperationException("A store may not throw this.");
    }
}

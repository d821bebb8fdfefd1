using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Hooks;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// The way of a code, without a user type: permit, derive, call; and later verify. Used through
/// <see cref="IVoiceCodeManager{TUser}"/>; one a scope.
/// </summary>
internal sealed partial class VoiceCodeService
{
    private readonly VoiceCodeLimits _limits;
    private readonly MeasuredStore _store;
    private readonly IVoiceDestinationPolicy _destinations;
    private readonly TestNumbers _testNumbers;
    private readonly VoiceCodeAudit _audit;
    private readonly CodeTelemetry _telemetry;
    private readonly ICallGuard[] _guards;
    private readonly CallingClient _client;
    private readonly TimeProvider _timeProvider;
    private readonly IServiceProvider _services;
    private readonly ILogger _logger;

    public VoiceCodeService(IServiceProvider services, CallingClient client)
    {
        _client = client;
        _services = services;
        _limits = services.GetRequiredService<VoiceCodeLimits>();
        _destinations = services.GetRequiredService<IVoiceDestinationPolicy>();
        _testNumbers = services.GetRequiredService<TestNumbers>();
        _audit = services.GetRequiredService<VoiceCodeAudit>();
        _telemetry = services.GetRequiredService<CodeTelemetry>();
        _store = new MeasuredStore(services.GetRequiredService<IVoiceCodeStore>(), _telemetry);
        _guards = [.. services.GetServices<ICallGuard>()];
        _timeProvider = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILogger<VoiceCodeService>>();
    }

    internal bool TryParse(string? text, [NotNullWhen(true)] out PhoneNumber? number) =>
        PhoneNumber.TryParse(text, out number, out _, _limits.Options.Destinations.DefaultRegion);

    internal bool Allows(PhoneNumber number) => _destinations.Allows(new DestinationContext { Number = number });

    internal async ValueTask<VoiceCallResult> RequestCallAsync(
        VoiceCodeSubject subject, bool isUserAllowed, CancellationToken cancellationToken)
    {
        VoiceCallResult result;
        try
        {
            result = await DecideAsync(subject, isUserAllowed, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _telemetry.Call(subject.PurposeKind, exception);
            throw;
        }

        await _audit.CallAsync(subject, result).ConfigureAwait(false);
        return result;
    }

    /// <summary>Whether there is a browser to answer: a SignInManager throws where there is none, as in a background service.</summary>
    internal bool IsInRequest => _services.GetRequiredService<IHttpContextAccessor>().HttpContext is not null;

    /// <summary>
    /// Whether this scope may outlive a request, as a Blazor circuit does: then the users in it are as they once were.
    /// </summary>
    internal bool OutlivesRequest =>
        _services.GetRequiredService<IHttpContextAccessor>().HttpContext is not { } context
        || context.RequestServices != _services
        || context.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true };

    internal IServiceProvider Services => _services;

    /// <summary>What comes of asking to ring a user who has no number, or is not there.</summary>
    internal VoiceCallResult NobodyToRing(string purpose, VoiceCodeReason reason)
    {
        var result = new VoiceCallResult { Reason = reason };
        _telemetry.Call(VoiceCodePurpose.KindOf(purpose), result);
        return result;
    }

    private ValueTask<VoiceCallResult> DecideAsync(
        VoiceCodeSubject subject, bool isUserAllowed, CancellationToken cancellationToken)
    {
        if (!TryParse(subject.Number, out var number))
        {
            return ValueTask.FromResult(new VoiceCallResult { Reason = VoiceCodeReason.InvalidPhoneNumber });
        }

        if (!Allows(number))
        {
            return ValueTask.FromResult(Denied(VoiceCodeReason.DestinationNotAllowed, number));
        }

        if (!isUserAllowed)
        {
            return ValueTask.FromResult(Denied(VoiceCodeReason.UserNotAllowed, number));
        }

        return _services.GetService<VoiceCalls>() is { } calls
            ? BeginAfterLastAsync(calls, subject.Of(number), number, cancellationToken)
            : BeginAsync(subject.Of(number), number, wasBusy: false, cancellationToken);
    }

    private async ValueTask<VoiceCallResult> BeginAfterLastAsync(
        VoiceCalls calls, VoiceCodeSubject subject, PhoneNumber number, CancellationToken cancellationToken)
    {
        var wasBusy = await calls.WasBusyAsync(subject.User, subject.Purpose, number.E164, cancellationToken).ConfigureAwait(false);
        return await BeginAsync(subject, number, wasBusy, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<VoiceCallResult> BeginAsync(
        VoiceCodeSubject subject, PhoneNumber number, bool wasBusy, CancellationToken cancellationToken) => _guards.Length is 0
        ? CallAsync(subject, number, ChallengeStep.Whole, wasBusy, cancellationToken)
        : AskAndCallAsync(subject, number, wasBusy, cancellationToken);

    // Guards are asked after the limits, because a guard may cost money, and before a call is taken. A refused request counts
    // as an attempt, and it has no code that could be guessed.
    private async ValueTask<VoiceCallResult> AskAndCallAsync(
        VoiceCodeSubject subject, PhoneNumber number, bool wasBusy, CancellationToken cancellationToken)
    {
        var request = Request(subject, number, ChallengeStep.Attempt, wasBusy, _timeProvider.GetUtcNow(), out _, out _);
        var grant = await _store.BeginAsync(request, cancellationToken).ConfigureAwait(false);
        if (grant.Status is not ChallengeStatus.Granted)
        {
            return NotGranted(subject, number, grant);
        }

        var check = await AskGuardsAsync(number, subject, cancellationToken).ConfigureAwait(false);
        return !check.IsAllowed
            ? new VoiceCallResult { Reason = VoiceCodeReason.GuardRefused, Number = number, GuardReason = check.Reason }
            : await CallAsync(subject, number, ChallengeStep.Call, wasBusy, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<VoiceCallResult> CallAsync(
        VoiceCodeSubject subject, PhoneNumber number, ChallengeStep step, bool wasBusy, CancellationToken cancellationToken)
    {
        var begun = _timeProvider.GetUtcNow();
        var request = Request(subject, number, step, wasBusy, begun, out var code, out var isFixed);
        var grant = await _store.BeginAsync(request, cancellationToken).ConfigureAwait(false);
        if (grant.Status is not ChallengeStatus.Granted)
        {
            return NotGranted(subject, number, grant);
        }

        if (!isFixed && grant.Nonce != request.Nonce)
        {
            code = VoiceCodeDerivation.Code(subject, grant.Nonce, _limits.Options.Codes.Length);
        }

        var call = new VoiceCodeCall(number, code)
        {
            ValidFor = grant.Life,
            PurposeKind = subject.PurposeKind,
            Culture = CultureInfo.CurrentUICulture,
            UserId = subject.UserId,
        };
        return await SendAsync(call, isFixed, request, grant, begun).ConfigureAwait(false);
    }

    private ChallengeRequest Request(
        in VoiceCodeSubject subject, PhoneNumber number, ChallengeStep step, bool wasBusy, DateTimeOffset now, out string code,
        out bool isFixed)
    {
        var nonce = VoiceCodeDerivation.CreateNonce();
        code = VoiceCodeDerivation.Issue(subject, nonce, _limits.Options.Codes.Length, out var verifier);
        var binding = VoiceCodeDerivation.Binding(subject);
        isFixed = false;
        if (_testNumbers.CodeOf(number, now) is { } fixedCode)
        {
            // When a number becomes a test number or stops being one, its code changes. So its binding changes too, and a
            // waiting code is replaced.
            (code, isFixed) = (fixedCode, true);
            verifier = VoiceCodeDerivation.Verifier(subject, fixedCode);
            binding = ~binding;
        }

        return new ChallengeRequest
        {
            User = subject.User,
            Purpose = subject.Purpose,
            PurposeKind = subject.PurposeKind,
            Binding = binding,
            Nonce = nonce,
            Verifier = verifier,
            Lifetime = _limits.Options.Codes.Lifetime,
            RenewBelow = _limits.Options.Codes.OnRepeat is OnRepeat.NewCode
                ? _limits.Options.Codes.Lifetime : _limits.Options.Codes.RenewBelow,
            Tries = _limits.Options.Codes.TriesPerCode,
            WrongCodes = _limits.WrongCodesFor(subject.PurposeKind),
            Step = step,
            Claims = _limits.ClaimsFor(
                number.E164, subject.PurposeKind, subject.IsOwnerOf(number, _limits.Options.Destinations.DefaultRegion), _client.Subject,
                now, wasBusy),
        };
    }

    private async ValueTask<CallGuardResult> AskGuardsAsync(
        PhoneNumber number, VoiceCodeSubject subject, CancellationToken cancellationToken)
    {
        var context = new CallGuardContext
        {
            Number = number,
            IsConfirmedNumber = subject.IsOwnerOf(number, _limits.Options.Destinations.DefaultRegion),
            UserId = subject.UserId,
            Purpose = subject.Purpose,
            PurposeKind = subject.PurposeKind,
            ClientAddress = _client.Address,
        };
        foreach (var guard in _guards)
        {
            try
            {
                var result = await guard.CheckAsync(context, cancellationToken).ConfigureAwait(false);
                if (!result.IsAllowed)
                {
                    return result;
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The type only: what a guard throws may name the number.
                Log.GuardFailed(_logger, guard.GetType(), exception.GetType());
                return default;
            }
        }

        return CallGuardResult.Allow;
    }

    private VoiceCallResult NotGranted(in VoiceCodeSubject subject, PhoneNumber number, ChallengeGrant grant)
    {
        switch (grant.Status)
        {
            case ChallengeStatus.Denied:
                return Denied(VoiceCodeReason.LimitReached, number, grant);
            case ChallengeStatus.LockedOut:
                return Denied(VoiceCodeReason.LockedOut, number, grant);
            default:
                Log.Unavailable(_logger, subject.PurposeKind);
                return Denied(VoiceCodeReason.Unavailable, number);
        }
    }

    private VoiceCallResult Denied(
        VoiceCodeReason reason, PhoneNumber number, ChallengeGrant? grant = null) => new()
        {
            Reason = reason,
            DeniedBy = grant?.DeniedBy is { } limit ? new CallDenial(limit, grant.DeniedRule) : null,
            RetryAfter = WholeSeconds(grant?.RetryAfter),
            ExpiresAt = grant is { TriesLeft: > 0 } ? _timeProvider.GetUtcNow() + grant.Life : null,
            TriesLeft = grant is { TriesLeft: > 0 } ? grant.TriesLeft : null,
            Number = number,
        };

    // Up: who comes back after exactly this long is not sent away again.
    private static TimeSpan? WholeSeconds(TimeSpan? wait) =>
        wait is { } time ? TimeSpan.FromSeconds(Math.Max(0, Math.Ceiling(time.TotalSeconds))) : null;

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Error,
            "No call was placed ({PurposeKind}): the voice-code store cannot be reached or is full. Until this is fixed, no call is placed.")]
        public static partial void Unavailable(ILogger logger, VoiceCodePurposeKind purposeKind);

        [LoggerMessage(102, LogLevel.Warning,
            "No call was placed: the sender refused it ({Failure}). It does not count as a call, but it counts as an attempt.")]
        public static partial void CallFailed(ILogger logger, VoiceCallFailure? failure);

        [LoggerMessage(103, LogLevel.Warning,
            "It is unknown whether a call was placed ({Failure}). The code stays valid, and the call still counts "
            + "against the limits.")]
        public static partial void OutcomeUnknown(ILogger logger, VoiceCallFailure? failure);

        [LoggerMessage(109, LogLevel.Error,
            "The sender threw {Exception} instead of returning an outcome, so it is unknown whether a call was placed.")]
        public static partial void SenderFailed(ILogger logger, Type exception);

        [LoggerMessage(110, LogLevel.Error,
            "No call was placed: the sender's settings are invalid. It does not count as a call, but it counts as an attempt. {Failures}")]
        public static partial void SettingsFailed(ILogger logger, string failures);

        [LoggerMessage(105, LogLevel.Error,
            "No call was placed: guard {Guard} failed with {Exception}. While it fails, no call is placed.")]
        public static partial void GuardFailed(ILogger logger, Type guard, Type exception);

        [LoggerMessage(106, LogLevel.Warning, "A test number was used ({PurposeKind}): no call was placed, and its code is fixed.")]
        public static partial void TestNumber(ILogger logger, VoiceCodePurposeKind purposeKind);
    }
}

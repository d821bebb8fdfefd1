using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// The way of a code, without a user type: permit, derive, call; and later verify. Used through
/// <see cref="VoiceCodeManager{TUser}"/>; one a scope.
/// </summary>
public sealed partial class VoiceCodeService
{
    private readonly IVoiceCodeStore _store;
    private readonly VoiceCodeLimits _limits;
    private readonly TimeProvider _timeProvider;
    private readonly IServiceProvider _services;
    private readonly ILogger _logger;

    internal VoiceCodeService(
        IVoiceCodeStore store, VoiceCodeLimits limits, TimeProvider timeProvider, IServiceProvider services,
        ILogger<VoiceCodeService> logger)
    {
        _store = store;
        _limits = limits;
        _timeProvider = timeProvider;
        _services = services;
        _logger = logger;
    }

    internal VoiceCodeVerification? LastVerification { get; private set; }

    internal async Task<VoiceCallResult> RequestCallAsync(
        VoiceCodeSubject subject, CancellationToken cancellationToken)
    {
        if (!PhoneNumber.TryParse(subject.Number, out var number, out _))
        {
            return new VoiceCallResult { Reason = VoiceCodeReason.InvalidPhoneNumber };
        }

        if (!IsAllowed(number))
        {
            return Denied(VoiceCodeReason.DestinationNotAllowed, number);
        }

        var nonce = VoiceCodeDerivation.CreateNonce();
        var code = VoiceCodeDerivation.Code(subject, nonce, _limits.Options.Length);
        var request = new ChallengeRequest
        {
            UserId = subject.UserId,
            Purpose = subject.Purpose,
            PurposeClass = subject.PurposeClass,
            Binding = VoiceCodeDerivation.Binding(subject),
            Nonce = nonce,
            Verifier = VoiceCodeDerivation.Verifier(subject, code),
            Lifetime = _limits.Options.Lifetime,
            RenewBelow = _limits.Options.OnRepeat is OnRepeat.NewCode
                ? _limits.Options.Lifetime : _limits.Options.RenewBelow,
            Tries = _limits.Options.TriesPerCode,
            Guesses = _limits.GuessesAt(subject.PurposeClass),
            Claims = _limits.ClaimsFor(number.E164),
        };
        var grant = await _store.BeginAsync(request, cancellationToken).ConfigureAwait(false);
        switch (grant.Status)
        {
            case ChallengeStatus.Granted:
                code = grant.Nonce == nonce
                    ? code : VoiceCodeDerivation.Code(subject, grant.Nonce, _limits.Options.Length);
                return await CallAsync(new VoiceCodeCall(number, code), request, grant, cancellationToken)
                    .ConfigureAwait(false);
            case ChallengeStatus.Denied:
                Log.Denied(_logger, grant.DeniedBy, subject.PurposeClass);
                return Denied(VoiceCodeReason.LimitReached, number, grant);
            case ChallengeStatus.LockedOut:
                Log.Denied(_logger, "wrong-codes", subject.PurposeClass);
                return Denied(VoiceCodeReason.LockedOut, number, grant);
            default:
                Log.Unavailable(_logger, subject.PurposeClass);
                return Denied(VoiceCodeReason.Unavailable, number);
        }
    }

    internal async Task<VoiceCodeVerification> VerifyAsync(
        VoiceCodeSubject subject, string? typed, CancellationToken cancellationToken)
    {
        // What cannot be a code costs no store access and no try, so nobody can be locked out with it.
        Span<char> code = stackalloc char[_limits.Options.Length];
        if (!TypedCode.TryRead(typed, code))
        {
            return LastVerification = new VoiceCodeVerification { Reason = VoiceCodeReason.Malformed };
        }

        var attempt = new ChallengeAttempt
        {
            UserId = subject.UserId,
            Purpose = subject.Purpose,
            PurposeClass = subject.PurposeClass,
            Verifier = VoiceCodeDerivation.Verifier(subject, code),
            Guesses = _limits.GuessesAt(subject.PurposeClass),
        };
        var verdict = await _store.VerifyAsync(attempt, cancellationToken).ConfigureAwait(false);
        var reason = verdict.Status switch
        {
            ChallengeStatus.Verified => VoiceCodeReason.None,
            ChallengeStatus.Wrong => VoiceCodeReason.WrongCode,
            ChallengeStatus.Missing => VoiceCodeReason.NoLiveCode,
            ChallengeStatus.TriesUsedUp => VoiceCodeReason.TriesUsedUp,
            ChallengeStatus.LockedOut => VoiceCodeReason.LockedOut,
            _ => VoiceCodeReason.Unavailable,
        };
        Log.Verified(_logger, reason, subject.PurposeClass);
        return LastVerification = new VoiceCodeVerification
        {
            Reason = reason,
            TriesLeft = reason is VoiceCodeReason.WrongCode or VoiceCodeReason.TriesUsedUp ? verdict.TriesLeft : null,
            RetryAfter = WholeSeconds(verdict.RetryAfter),
        };
    }

    internal bool CanBeCode(string? typed)
    {
        Span<char> code = stackalloc char[_limits.Options.Length];
        return TypedCode.TryRead(typed, code);
    }

    internal ValueTask<bool> UnlockAsync(
        string userId, VoiceCodePurposeClass purposeClass, CancellationToken cancellationToken) =>
        _store.UnlockAsync(userId, purposeClass, cancellationToken);

    internal static bool IsAllowed(PhoneNumber number) =>
        number is { Region: "CN", Kind: PhoneNumberKind.Mobile or PhoneNumberKind.FixedLine };

    private async Task<VoiceCallResult> CallAsync(
        VoiceCodeCall call, ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken)
    {
        var reason = VoiceCodeReason.None;
        string? requestId = null;
        try
        {
            // Taken only now: a UserManager creates its providers for every request, and few requests call.
            var sender = _services.GetRequiredService<IVoiceCodeSender>();
            requestId = (await sender.SendAsync(call, cancellationToken).ConfigureAwait(false)).RequestId;
        }
        catch (VoiceCodeSendException exception) when (!exception.MayHaveBeenPlaced)
        {
            await _store.AbandonAsync(request, grant, CancellationToken.None).ConfigureAwait(false);
            Log.CallFailed(_logger, exception.Failure);
            return Denied(VoiceCodeReason.CallFailed, call.To);
        }
        catch (VoiceCodeSendException exception)
        {
            Log.OutcomeUnknown(_logger, exception.Failure);
            reason = VoiceCodeReason.CallOutcomeUnknown;
        }

        return new VoiceCallResult
        {
            Reason = reason,
            RetryAfter = WholeSeconds(grant.RetryAfter),
            ExpiresAt = _timeProvider.GetUtcNow() + grant.Life,
            TriesLeft = grant.TriesLeft,
            MaskedNumber = call.To.Masked,
            RequestId = requestId,
            Code = call.Code,
        };
    }

    private static VoiceCallResult Denied(
        VoiceCodeReason reason, PhoneNumber number, ChallengeGrant? grant = null) => new()
        {
            Reason = reason,
            DeniedBy = grant?.DeniedBy,
            RetryAfter = WholeSeconds(grant?.RetryAfter),
            MaskedNumber = number.Masked,
        };

    // Up: who comes back after exactly this long is not sent away again.
    private static TimeSpan? WholeSeconds(TimeSpan? wait) =>
        wait is { } time ? TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds)) : null;

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Information, "No call: limit {Limit} is used up ({PurposeClass}).")]
        public static partial void Denied(ILogger logger, string? limit, VoiceCodePurposeClass purposeClass);

        [LoggerMessage(101, LogLevel.Error,
            "No call: the voice-code store cannot be reached or is full ({PurposeClass}). Nothing is granted until it is back.")]
        public static partial void Unavailable(ILogger logger, VoiceCodePurposeClass purposeClass);

        [LoggerMessage(102, LogLevel.Warning, "No call: the sender refused it ({Failure}). Its allowances were given back.")]
        public static partial void CallFailed(ILogger logger, VoiceCodeFailure failure);

        [LoggerMessage(103, LogLevel.Warning,
            "It is unknown whether a call was placed ({Failure}). Its code stays valid and its allowances stay spent.")]
        public static partial void OutcomeUnknown(ILogger logger, VoiceCodeFailure failure);

        [LoggerMessage(104, LogLevel.Debug, "A code was checked: {Reason} ({PurposeClass}).")]
        public static partial void Verified(ILogger logger, VoiceCodeReason reason, VoiceCodePurposeClass purposeClass);
    }
}

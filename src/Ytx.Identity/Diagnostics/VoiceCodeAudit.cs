using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Hooks;
using Ytx.Identity.Phones;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>Tells the observers, the log and the metrics what happened. Nothing that they do changes it.</summary>
internal sealed partial class VoiceCodeAudit(
    IEnumerable<IVoiceCodeObserver> observers, CodeTelemetry telemetry, TimeProvider timeProvider,
    ILogger<VoiceCodeAudit> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly IVoiceCodeObserver[] _observers = [.. observers];

    public ValueTask CallAsync(in VoiceCodeSubject subject, VoiceCallResult result)
    {
        var placed = result.IsPlaced;
        telemetry.Call(subject.PurposeKind, result);
        if (!placed)
        {
            Log.Denied(logger, result.Reason, (object?)result.DeniedBy ?? result.GuardReason ?? "-", subject.PurposeKind);
        }

        return _observers.Length is 0 ? ValueTask.CompletedTask : TellAsync(new VoiceCodeEvent
        {
            Kind = placed ? VoiceCodeEventKind.Issued : VoiceCodeEventKind.Denied,
            At = timeProvider.GetUtcNow(),
            UserId = subject.UserId,
            PurposeKind = subject.PurposeKind,
            Reason = result.Reason,
            DeniedBy = result.DeniedBy,
            GuardReason = result.GuardReason,
            MaskedNumber = result.MaskedNumber,
            RequestId = result.RequestId,
        });
    }

    public ValueTask VerificationAsync(in VoiceCodeSubject subject, VoiceCodeVerification verification)
    {
        Log.Verified(logger, verification.Reason, subject.PurposeKind);
        return _observers.Length is 0 ? ValueTask.CompletedTask : TellAsync(new VoiceCodeEvent
        {
            Kind = verification.Succeeded ? VoiceCodeEventKind.Verified : VoiceCodeEventKind.Rejected,
            At = timeProvider.GetUtcNow(),
            UserId = subject.UserId,
            PurposeKind = subject.PurposeKind,
            Reason = verification.Reason,
            RequestId = verification.RequestId,
        });
    }

    /// <summary>Tells how far a call has come.</summary>
    public ValueTask ProgressAsync(TrackedCall call) =>
        _observers.Length is 0 ? ValueTask.CompletedTask : TellAsync(new VoiceCodeEvent
        {
            Kind = VoiceCodeEventKind.CallProgress,
            At = timeProvider.GetUtcNow(),
            UserId = PhoneSeal.IsNumber(call.User) ? null : call.User.UserId,
            PurposeKind = VoiceCodePurpose.KindOf(call.Purpose),
            MaskedNumber = PhoneNumber.TryParse(call.Number, out var number, out _) ? number.Masked : null,
            RequestId = call.RequestId,
            CallState = call.State,
            Duration = call.Duration,
            Cost = call.Cost,
        });

    [SuppressMessage("Design", "CA1031", Justification = "The outermost boundary of the application's own code.")]
    private async ValueTask TellAsync(VoiceCodeEvent voiceCodeEvent)
    {
        foreach (var observer in _observers)
        {
            using var limit = new CancellationTokenSource(Limit, timeProvider);
            try
            {
                await observer.ObserveAsync(voiceCodeEvent, limit.Token).AsTask()
                    .WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Log.ObserverFailed(logger, observer.GetType(), exception.GetType());
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Information, "No call was placed ({PurposeKind}). Reason: {Reason}. Denied by: {DeniedBy}.")]
        public static partial void Denied(
            ILogger logger, VoiceCodeReason reason, object deniedBy, VoiceCodePurposeKind purposeKind);

        [LoggerMessage(104, LogLevel.Debug, "A code was checked: {Reason} ({PurposeKind}).")]
        public static partial void Verified(ILogger logger, VoiceCodeReason reason, VoiceCodePurposeKind purposeKind);

        [LoggerMessage(107, LogLevel.Error,
            "Observer {Observer} failed with {Exception}. The event took place; only this observer may not have recorded it.")]
        public static partial void ObserverFailed(ILogger logger, Type observer, Type exception);
    }
}

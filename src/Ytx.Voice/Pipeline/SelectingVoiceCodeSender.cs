using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Ytx.Voice;

/// <summary>Asks for each call which sender it takes.</summary>
internal sealed partial class SelectingVoiceCodeSender(
    SenderChoice choice, IServiceProvider services, ILogger<SelectingVoiceCodeSender> logger) : IVoiceCodeSender
{
    [SuppressMessage("Design", "CA1031", Justification = "The boundary to the application's own code.")]
    public async Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        IVoiceCodeSender? sender;
        try
        {
            var name = await choice.Select(new SelectSenderContext
            {
                Call = call,
                Services = services,
                CancellationToken = cancellationToken,
            }).ConfigureAwait(false);
            sender = choice.Senders.GetValueOrDefault(name ?? throw new InvalidOperationException("No name was chosen."));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The type only: its text may name the number.
            Log.Failed(logger, exception.GetType());
            return VoiceCallOutcome.Refused(
                VoiceCallFailure.Configuration, $"The SelectSender delegate threw {exception.GetType().Name}: no sender was chosen.");
        }

        if (sender is null)
        {
            var names = string.Join(", ", choice.Senders.Keys.Select(VoiceTelemetry.DisplayName));
            Log.Unknown(logger, names);
            return VoiceCallOutcome.Refused(
                VoiceCallFailure.Configuration,
                $"The SelectSender delegate chose a name that AddVoiceCodeSenderSelection was not given. It was given: {names}.");
        }

        return await sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
    }

    public bool CanRing(string region) => choice.Senders.Values.Any(sender => sender.CanRing(region));

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Error, "No call: the SelectSender delegate threw {Exception}.")]
        public static partial void Failed(ILogger logger, Type exception);

        [LoggerMessage(12, LogLevel.Error,
            "No call: the SelectSender delegate chose a name that it was not registered with. Registered are {Names}.")]
        public static partial void Unknown(ILogger logger, string names);
    }
}

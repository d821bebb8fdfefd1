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
            // As the delegate has to return them: the default account's name is empty.
            var names = string.Join(", ", choice.Senders.Keys.Select(name => $"\"{name}\""));
            Log.Unknown(logger, names);
            return VoiceCallOutcome.Refused(
                VoiceCallFailure.Configuration,
                "The SelectSender delegate returned a name that was not passed to AddVoiceCodeSenderSelection. The names that were "
                + $"passed: {names}.");
        }

        return await sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
    }

    public bool CanRing(string region) => choice.Senders.Values.Any(sender => sender.CanRing(region));

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Error, "No call was placed: the SelectSender delegate threw {Exception}.")]
        public static partial void Failed(ILogger logger, Type exception);

        [LoggerMessage(12, LogLevel.Error,
            "No call was placed: the SelectSender delegate returned a name that is not registered. Registered names: {Names}.")]
        public static partial void Unknown(ILogger logger, string names);
    }
}

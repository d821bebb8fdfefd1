using Microsoft.Extensions.Logging;

namespace Ytx.Voice;

/// <summary>
/// Asks one sender after the other until one accepts the call: a second account, or another vendor. Goes on only where it is
/// certain that no phone rings; the same code is spoken, and the limits count one call.
/// </summary>
internal sealed partial class FailoverVoiceCodeSender : IVoiceCodeSender
{
    private readonly IVoiceCodeSender[] _senders;
    private readonly ILogger _logger;

    /// <summary>Creates the sender.</summary>
    /// <param name="senders">Whom to ask, in this order; at least one.</param>
    /// <param name="logger">Where it is said that the next one was asked.</param>
    /// <exception cref="ArgumentException"><paramref name="senders"/> is empty.</exception>
    public FailoverVoiceCodeSender(IReadOnlyList<IVoiceCodeSender> senders, ILogger<FailoverVoiceCodeSender> logger)
    {
        ArgumentNullException.ThrowIfNull(senders);
        ArgumentNullException.ThrowIfNull(logger);
        if (senders.Count is 0)
        {
            throw new ArgumentException("There must be at least one sender.", nameof(senders));
        }

        _senders = [.. senders];
        _logger = logger;
    }

    /// <inheritdoc/>
    /// <returns>What the last one that was asked came to: no other is asked once the phone may ring.</returns>
    public async Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        for (var i = 0; ; i++)
        {
            var outcome = await _senders[i].SendAsync(call, cancellationToken).ConfigureAwait(false);
            if (outcome.MayHaveBeenPlaced || i == _senders.Length - 1)
            {
                return outcome;
            }

            Log.GoesOn(_logger, i + 1, outcome.Failure, i + 2);
        }
    }

    /// <inheritdoc/>
    public bool CanRing(string region) => Array.Exists(_senders, sender => sender.CanRing(region));

    private static partial class Log
    {
        [LoggerMessage(8, LogLevel.Warning, "Sender {Number} did not place the call ({Failure}). Now sender {Next} is tried.")]
        public static partial void GoesOn(ILogger logger, int number, VoiceCallFailure? failure, int next);
    }
}

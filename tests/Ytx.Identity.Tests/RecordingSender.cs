using System.Collections.Concurrent;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

/// <summary>A vendor that accepts every call, or fails as told.</summary>
public sealed class RecordingSender : IVoiceCodeSender
{
    public ConcurrentQueue<VoiceCodeCall> Calls { get; } = new();

    /// <summary>What every call comes to; null for accepted.</summary>
    public VoiceCallOutcome? Failure { get; set; }

    /// <summary>What it throws, which no sender may.</summary>
    public Exception? Exception { get; set; }

    /// <summary>What happens while the vendor is at it.</summary>
    public Action? Sending { get; set; }

    /// <summary>What it says placed the call.</summary>
    public string? Application { get; set; }

    public string LastCode => Calls.Last().Code;

    public CancellationToken LastToken { get; private set; }

    public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        Calls.Enqueue(call);
        LastToken = cancellationToken;
        Sending?.Invoke();
        return Exception is null
            ? Task.FromResult(Failure ?? VoiceCallOutcome.Accepted($"request-{Calls.Count}", Application))
            : Task.FromException<VoiceCallOutcome>(Exception);
    }
}

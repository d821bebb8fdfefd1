using System.Collections.Concurrent;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

/// <summary>A vendor that accepts every call, or fails as told.</summary>
public sealed class RecordingSender : IVoiceCodeSender
{
    public ConcurrentQueue<VoiceCodeCall> Calls { get; } = new();

    public Exception? Failure { get; set; }

    /// <summary>What happens while the vendor is at it.</summary>
    public Action? Sending { get; set; }

    public string LastCode => Calls.Last().Code;

    public CancellationToken LastToken { get; private set; }

    public Task<VoiceCodeReceipt> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        Calls.Enqueue(call);
        LastToken = cancellationToken;
        Sending?.Invoke();
        return Failure is null
            ? Task.FromResult(new VoiceCodeReceipt($"request-{Calls.Count}"))
            : Task.FromException<VoiceCodeReceipt>(Failure);
    }
}

using System.Collections.Concurrent;
using Ytx.Identity;
using Ytx.Identity.Hooks;
using Ytx.Voice;

namespace WebAppDemo.Tests.Attacks;

/// <summary>
/// What the library says that it compared: the pages say "wrong" for a code whose tries are used up too, and so never
/// tell an attacker what was compared.
/// </summary>
public sealed class Audit : IVoiceCodeObserver
{
    private readonly ConcurrentQueue<VoiceCodeEvent> _events = new();

    public ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default)
    {
        _events.Enqueue(voiceCodeEvent);
        return ValueTask.CompletedTask;
    }

    /// <summary>When codes of a user were compared for a kind of purpose and found wrong, in order.</summary>
    public IReadOnlyList<DateTimeOffset> WrongCodes(
        AppUser user, VoiceCodePurposeKind kind = VoiceCodePurposeKind.LogIn) =>
        [.. _events.Where(e => e.UserId == user.Id && e.PurposeKind == kind && e.Reason is VoiceCodeReason.WrongCode)
            .Select(e => e.At).Order()];
}

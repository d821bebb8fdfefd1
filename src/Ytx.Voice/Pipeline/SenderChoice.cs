namespace Ytx.Voice;

/// <summary>The delegate that chooses a call's sender, and the senders that it can choose.</summary>
/// <param name="Select">The delegate.</param>
/// <param name="Senders">The senders, by the names that may be chosen.</param>
internal sealed record SenderChoice(SelectSender Select, IReadOnlyDictionary<string, IVoiceCodeSender> Senders);

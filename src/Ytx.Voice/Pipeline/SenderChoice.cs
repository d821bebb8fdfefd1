namespace Ytx.Voice;

/// <summary>Who chooses a call's sender, and among whom.</summary>
/// <param name="Select">Chooses.</param>
/// <param name="Senders">The senders, by the names that may be chosen.</param>
internal sealed record SenderChoice(SelectSender Select, IReadOnlyDictionary<string, IVoiceCodeSender> Senders);

namespace Ytx.Voice;

/// <summary>Chooses the sender of one call, before anything is sent.</summary>
/// <param name="context">The call, and where it was asked for.</param>
/// <returns>
/// One of the names that were registered with it; an empty one is the default account. Null, another name or an exception refuses
/// the call with <see cref="VoiceCallFailure.Configuration"/>.
/// </returns>
public delegate ValueTask<string> SelectSender(SelectSenderContext context);

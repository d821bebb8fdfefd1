namespace Ytx.Voice;

/// <summary>What a <see cref="SelectSender"/> may know.</summary>
public sealed class SelectSenderContext
{
    /// <summary>The call to place. Its code is secret.</summary>
    public required VoiceCodeCall Call { get; init; }

    /// <summary>The services of the scope in which the call was asked for: a request's, and so a tenant's.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Gives up waiting.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The call, which names the masked number only.</summary>
    public override string ToString() => Call.ToString();
}

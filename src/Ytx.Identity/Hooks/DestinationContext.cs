using Ytx.Voice;

namespace Ytx.Identity.Hooks;

/// <summary>What an <see cref="IVoiceDestinationPolicy"/> is asked about.</summary>
public readonly struct DestinationContext
{
    /// <summary>The number. Personal data.</summary>
    public required PhoneNumber Number { get; init; }
}

using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// Which numbers may be rung at all. The registered one reads <see cref="VoiceCodeOptions.Destinations"/> and
/// <see cref="VoiceCodeOptions.BlockedPrefixes"/>; one's own, registered before or after, takes its place.
/// </summary>
public interface IVoiceDestinationPolicy
{
    /// <summary>Whether the number may be rung.</summary>
    /// <param name="number">The number. Personal data.</param>
    /// <returns>Whether it may.</returns>
    bool Allows(PhoneNumber number);
}

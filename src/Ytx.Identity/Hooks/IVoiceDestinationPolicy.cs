namespace Ytx.Identity.Hooks;

/// <summary>
/// Which numbers may be called at all. The registered one reads <see cref="DestinationOptions"/>; one's own, registered before or
/// after, takes its place.
/// </summary>
public interface IVoiceDestinationPolicy
{
    /// <summary>Whether a number may be called.</summary>
    /// <param name="context">The number.</param>
    /// <returns>Whether it may.</returns>
    bool Allows(DestinationContext context);
}

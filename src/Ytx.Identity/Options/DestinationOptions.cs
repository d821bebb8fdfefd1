using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>Which numbers may be called: configuration section <c>Ytx:Destinations</c>.</summary>
public sealed class DestinationOptions
{
    /// <summary>
    /// The region of numbers that are written without a country code, in two capital letters (ISO 3166-1 alpha-2): those that users
    /// type, and those that Identity stores. Default <c>CN</c>, mainland China.
    /// </summary>
    public string DefaultRegion { get; set; } = PhoneNumber.DefaultRegion;

    /// <summary>
    /// Which kinds of number may be called in which regions: two capital letters (ISO 3166-1 alpha-2), or <c>001</c> for numbers
    /// that belong to no region. Default mainland China's mobiles and landlines.
    /// </summary>
    public Dictionary<string, PhoneNumberKind[]>? Allowed { get; set; }

    /// <summary>Beginnings of numbers that are never called, in E.164, such as <c>+86170</c>. Default none.</summary>
    public string[]? BlockedPrefixes { get; set; }
}

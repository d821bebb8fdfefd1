using Microsoft.Extensions.Configuration;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// The life of a code and its limits: sub-sections of configuration section <c>Ytx</c>, one for each group. Read once, at start.
/// </summary>
public sealed class VoiceCodeOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Ytx";

    // Old keys, which go on working for a release.
    private static readonly Dictionary<string, string> MovedKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Codes:Preset"] = "Limits:Preset",
        ["Codes:CoolDown"] = "Limits:CoolDown",
        ["Codes:NumberOwner"] = "Limits:NumberOwner",
        ["Codes:NumberOthers"] = "Limits:NumberOthers",
        ["Codes:Number"] = "Limits:Number",
        ["Codes:User"] = "Limits:User",
        ["Codes:UserNumbers"] = "Limits:UserNumbers",
        ["Codes:Prefix"] = "Limits:Prefix",
        ["Codes:ClientAddress"] = "Limits:ClientAddress",
        ["Codes:WrongCodes"] = "Limits:WrongCodes",
        ["Codes:DailyBudget"] = "Limits:DailyBudget",
        ["Codes:NumberAtNight"] = "Night:Calls",
        ["Codes:NightFrom"] = "Night:From",
        ["Codes:NightTo"] = "Night:To",
        ["Codes:NightUtcOffset"] = "Night:UtcOffset",
        ["Codes:DefaultRegion"] = "Destinations:DefaultRegion",
        ["Codes:Destinations"] = "Destinations:Allowed",
        ["Codes:BlockedPrefixes"] = "Destinations:BlockedPrefixes",
        ["Codes:StoreKey"] = "Store:Key",
        ["Codes:MaxWaitingCodes"] = "Store:MaxWaitingCodes",
    };

    // The gateway's settings stand in the same section.
    private static readonly string[] OfTheGateway =
        ["Accounts", .. typeof(YtxVoiceOptions).GetProperties().Select(property => property.Name)];

    /// <summary>The life of a code.</summary>
    public CodeOptions Codes { get; } = new();

    /// <summary>How many calls and wrong codes there may be.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>When fewer calls may ring.</summary>
    public NightOptions Night { get; } = new();

    /// <summary>Which numbers may be called.</summary>
    public DestinationOptions Destinations { get; } = new();

    /// <summary>Where codes and counted calls are kept.</summary>
    public StoreOptions Store { get; } = new();

    /// <summary>Status of calls.</summary>
    public CallStatusOptions CallStatus { get; } = new();

    /// <summary>A code before a sensitive page.</summary>
    public StepUpOptions StepUp { get; } = new();

    /// <summary>Signing in by phone.</summary>
    public PhoneSignInOptions PhoneSignIn { get; } = new();

    /// <summary>What configuration holds for these settings and cannot be read, by key.</summary>
    internal IReadOnlyDictionary<string, string> Faults { get; set; } = new Dictionary<string, string>();

    /// <summary>What configuration holds under a key that has moved, as sentences.</summary>
    internal IReadOnlyList<string> Moved { get; set; } = [];

    /// <summary>Reads what can be read, and keeps the rest for the validator to tell.</summary>
    internal void Read(IConfiguration? section)
    {
        if (section is not null)
        {
            (section, Moved, var both) = SettingsReader.Move(section, SectionName, MovedKeys);
            Faults = SettingsReader.Find<VoiceCodeOptions>(section, SectionName, OfTheGateway);
            SettingsReader.Without(section, SectionName, Faults).Bind(this);
            Faults = both.Concat(Faults).DistinctBy(fault => fault.Key).ToDictionary();
        }
    }
}

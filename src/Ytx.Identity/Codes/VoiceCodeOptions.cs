using Microsoft.Extensions.Configuration;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// The life of a code and its limits: configuration section <c>Ytx:Codes</c>. Read once, at start. A limit that is null
/// has the value of <see cref="Preset"/>. Beside each limit of calls for a user, an address or a number stands one of
/// attempts, three times as many: what the vendor refuses is given back as a call, and stays counted as an attempt.
/// </summary>
public sealed class VoiceCodeOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Ytx:Codes";

    internal const int MinStoreKeyLength = 32;

    /// <summary>The set of limits to start from. Default <see cref="VoiceCodePreset.Default"/>.</summary>
    public VoiceCodePreset Preset { get; set; }

    /// <summary>How many digits a code has, 6 to 10. Default 6 (NIST SP 800-63B-4, 3.1.3.2; OWASP ASVS 6.5.4).</summary>
    public int Length { get; set; } = 6;

    /// <summary>How long a code lives from its first call, 1 to 10 min. Default 5 min (OWASP ASVS 6.5.5).</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often one code can be tried, 1 to 10. Default 5.</summary>
    public int TriesPerCode { get; set; } = 5;

    /// <summary>
    /// The region of numbers that are written without a country code, in two capital letters (ISO 3166-1): those that users
    /// type, and those that Identity stores. Default <c>CN</c>, mainland China.
    /// </summary>
    public string DefaultRegion { get; set; } = PhoneNumber.DefaultRegion;

    /// <summary>What a second call within a code's life speaks. Default <see cref="OnRepeat.SameCode"/>.</summary>
    public OnRepeat OnRepeat { get; set; }

    /// <summary>
    /// A code with less life than this is not repeated but replaced: from 0 to below <see cref="Lifetime"/>.
    /// Default 60 s.
    /// </summary>
    public TimeSpan RenewBelow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The shortest time between two calls to one number, 30 s to <see cref="Lifetime"/>; zero, for none, in Development
    /// only. A right code ends it for its user. In each pool of calls the waits grow: the third call comes no sooner than three
    /// times, the fourth no sooner than eight times this after the first. Default 60 s.
    /// </summary>
    public TimeSpan CoolDown { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A user's calls to the number that he has confirmed: so many for log-in, and as many for all other doors together.
    /// Default <c>3 in 10m, 5 in 1h, 10 in 24h</c>.
    /// </summary>
    public AllowanceRules? NumberOwner { get; set; }

    /// <summary>
    /// Calls to a number for all users together who have not confirmed it, so that they cannot use up its owner's. Default
    /// <c>3 in 1h, 5 in 24h</c>.
    /// </summary>
    public AllowanceRules? NumberOthers { get; set; }

    /// <summary>
    /// Calls to a number for everybody together: so many for log-in, and as many for all other doors. Default
    /// <c>20 in 24h</c>.
    /// </summary>
    public AllowanceRules? Number { get; set; }

    /// <summary>
    /// Calls to a number at night, in each pool: <see cref="NightFrom"/> to <see cref="NightTo"/> of each night. Default
    /// none; <c>1</c> in the strict preset.
    /// </summary>
    public int? NumberAtNight { get; set; }

    /// <summary>When night begins, at <see cref="NightUtcOffset"/>. Default 22:00.</summary>
    public TimeOnly NightFrom { get; set; } = new(22, 0);

    /// <summary>When night ends. Default 08:00.</summary>
    public TimeOnly NightTo { get; set; } = new(8, 0);

    /// <summary>The time zone of the night, as an offset from UTC. Default 8 hours, China.</summary>
    public TimeSpan NightUtcOffset { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Calls for one user at all doors but log-in. Default <c>10 in 24h</c>.</summary>
    public AllowanceRules? User { get; set; }

    /// <summary>Different numbers for one user, apart from the confirmed one. Default <c>3 in 24h</c>.</summary>
    public AllowanceRules? UserNumbers { get; set; }

    /// <summary>
    /// Calls to numbers that differ in their last four digits only, while they are not their owner's confirmed ones.
    /// Default <c>10 in 1h</c>.
    /// </summary>
    public AllowanceRules? Prefix { get; set; }

    /// <summary>
    /// Calls for one client address, an IPv6 address counting by its /64: so many for log-in, and as many for all other doors.
    /// Default <c>10 in 1h</c>; an office behind one address raises it. The address is the connection's: behind a proxy,
    /// configure ForwardedHeaders. Requests without any, as through a unix socket, count as one client.
    /// </summary>
    public AllowanceRules? ClientAddress { get; set; }

    /// <summary>
    /// Wrong codes of one user at one door, over all codes. Default <c>10 in 1h pause 10m, 20 in 24h, 60 in 30d</c>
    /// (NIST SP 800-63B-4, 3.2.2). While it is used up, nothing is checked and nobody is rung.
    /// </summary>
    public AllowanceRules? WrongCodes { get; set; }

    /// <summary>
    /// Calls of the whole application in 24 h: the ceiling of a phone bill. Default none, with a warning at start in
    /// production.
    /// </summary>
    public int? DailyBudget { get; set; }

    /// <summary>
    /// Which kinds of number may be rung in which regions (ISO 3166-1). Default mainland China's mobiles and landlines.
    /// </summary>
    public Dictionary<string, PhoneNumberKind[]>? Destinations { get; set; }

    /// <summary>Beginnings of numbers that are never rung, in E.164, such as <c>+86170</c>. Default none.</summary>
    public string[]? BlockedPrefixes { get; set; }

    /// <summary>Numbers with a fixed code that are never rung, for reviewers of an app store. Default none.</summary>
    public TestNumber[]? TestNumbers { get; set; }

    /// <summary>
    /// The secret under which a shared store hashes users, numbers and addresses: 32 bytes or more in Base64, the same on
    /// every host. Required by shared stores, unused in process. Default none. Changing it forgets all waiting codes and
    /// counted calls.
    /// </summary>
    public string? StoreKey { get; set; }

    /// <summary>
    /// How many codes may wait in process, 1,000 to 100,000,000. Default 1,000,000. Beyond it new ones are refused as
    /// unavailable; those that wait go on working.
    /// </summary>
    public int MaxWaitingCodes { get; set; } = 1_000_000;

    /// <summary>What configuration holds for these settings and cannot be read, by key.</summary>
    internal IReadOnlyDictionary<string, string> Faults { get; set; } = new Dictionary<string, string>();

    /// <summary>Reads what can be read, and keeps the rest for the validator to tell.</summary>
    internal void Read(IConfiguration? section)
    {
        if (section is not null)
        {
            Faults = SettingsReader.Find<VoiceCodeOptions>(section, SectionName);
            SettingsReader.Without(section, SectionName, Faults).Bind(this);
        }
    }
}

namespace Ytx.Identity.Limits;

/// <summary>The values behind limits that are not set. docs/security.md says where each comes from.</summary>
internal sealed class LimitDefaults
{
    public static readonly AllowanceRules User = AllowanceRules.Parse("10 in 24h");
    public static readonly AllowanceRules UserNumbers = AllowanceRules.Parse("3 in 24h");
    public static readonly AllowanceRules Prefix = AllowanceRules.Parse("10 in 1h");
    public static readonly AllowanceRules ClientAddress = AllowanceRules.Parse("10 in 1h");
    public static readonly AllowanceRules WrongCodes = AllowanceRules.Parse("10 in 1h pause 10m, 20 in 24h, 60 in 30d");

    /// <summary>
    /// Wrong codes in a row, by kind of purpose in the order of the enumeration: 100 an account (NIST 3.2.2). The last is a number's,
    /// where there is no account yet.
    /// </summary>
    public static readonly IReadOnlyList<int> MaxConsecutiveWrong = [50, 20, 20, 10, 60];

    /// <summary>
    /// After how long a wrong code for phone confirmation no longer counts in a row: a success there forgives those at its own
    /// number only, so that slips at others would add up for ever.
    /// </summary>
    public static readonly TimeSpan ForgetWrongPhoneChangesAfter = TimeSpan.FromDays(90);

    /// <summary>
    /// After how long a wrong code for verifying a number no longer counts in a row: anybody may ask there for any number, and must not
    /// close its holder's way in for ever. The windows allow no more in this time.
    /// </summary>
    public static readonly TimeSpan ForgetWrongPhoneVerificationsAfter = TimeSpan.FromDays(30);

    private static readonly LimitDefaults Ordinary = new()
    {
        NumberOwner = AllowanceRules.Parse("3 in 10m, 5 in 1h, 10 in 24h"),
        NumberOthers = AllowanceRules.Parse("3 in 1h, 5 in 24h"),
        Number = AllowanceRules.Parse("20 in 24h"),
    };

    private static readonly LimitDefaults Strict = new()
    {
        NumberOwner = AllowanceRules.Parse("2 in 10m, 3 in 24h"),
        NumberOthers = AllowanceRules.Parse("2 in 10m, 3 in 24h"),
        Number = AllowanceRules.Parse("6 in 24h"),
        NumberAtNight = 1,
    };

    public required AllowanceRules NumberOwner { get; init; }

    public required AllowanceRules NumberOthers { get; init; }

    public required AllowanceRules Number { get; init; }

    public int? NumberAtNight { get; init; }

    public static LimitDefaults Of(LimitPreset preset) =>
        preset is LimitPreset.MainlandChinaStrict ? Strict : Ordinary;
}

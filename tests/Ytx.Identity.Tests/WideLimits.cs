namespace Ytx.Identity.Tests;

/// <summary>Settings of a site in Development whose tests may call as often as they want to.</summary>
public static class WideLimits
{
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Ytx:Limits:CoolDown"] = "00:00:00",
        ["Ytx:Limits:NumberOwner"] = "100 in 1h",
        ["Ytx:Limits:NumberOthers"] = "100 in 1h",
        ["Ytx:Limits:User"] = "100 in 1h",
        ["Ytx:Limits:Number"] = "100 in 1h",
        ["Ytx:Limits:Prefix"] = "100 in 1h",
        ["Ytx:Limits:ClientAddress"] = "100 in 1h",
    };
}

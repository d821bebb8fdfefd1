using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// What is risky about codes in this environment; nothing of it ends a start. The start of the host and
/// <c>ytx-voice doctor</c> ask the same rules, and so say the same sentences.
/// </summary>
internal static class CodeRules
{
    // What Kubernetes and Azure App Service set, read through configuration, which holds the variables of the process.
    // They prove nothing, so they make a warning. A shared IDistributedCache would be no better: one host may have it too.
    private static readonly string[] Hints = ["KUBERNETES_SERVICE_HOST", "WEBSITE_INSTANCE_ID"];

    /// <summary>One check a rule.</summary>
    /// <param name="options">The codes' settings.</param>
    /// <param name="isInMemory">Whether codes and limits are kept in the process.</param>
    /// <param name="canRing">Whether the sender in use can ring a region.</param>
    /// <param name="environment">The host's environment.</param>
    /// <param name="configuration">Where the hints are looked for.</param>
    public static IReadOnlyList<CodeCheck> Check(
        VoiceCodeOptions options, bool isInMemory, Func<string, bool> canRing, string environment,
        IConfiguration? configuration) =>
    [
        Destinations(options, canRing),
        Budget(options.Limits.DailyBudget, environment),
        Store(isInMemory, environment, Array.Find(Hints, hint => !string.IsNullOrEmpty(configuration?[hint]))),
    ];

    private static CodeCheck Destinations(VoiceCodeOptions options, Func<string, bool> canRing)
    {
        const string Name = "regions";
        string[] regions = options.Destinations.Allowed is { } destinations
            ? [.. destinations.Keys.Order(StringComparer.Ordinal)] : [PhoneNumber.DefaultRegion];
        var silent = Array.FindAll(regions, region => !canRing(region));
        return silent.Length is 0 ? new(Name, string.Join(", ", regions))
            : new(Name, $"the sender in use cannot call {string.Join(", ", silent)}",
                "Calls to them will fail. Remove them from Ytx:Destinations:Allowed, or register an IVoiceCodeSender that can call them.");
    }

    private static CodeCheck Budget(int? budget, string environment)
    {
        const string Name = "budget";
        return budget is not null ? new(Name, $"{budget} calls in 24 hours at most")
            : !Is(environment, Environments.Production) ? new(Name, "none; production needs one")
            : new(Name, "no daily budget of calls is set",
                "Set Ytx:Limits:DailyBudget to what the application may place in 24 hours at most.");
    }

    private static CodeCheck Store(bool isInMemory, string environment, string? hint)
    {
        const string Name = "store";
        return !isInMemory ? new(Name, "shared by all hosts")
            : hint is null || Is(environment, Environments.Development) ? new(Name, "in this process, for one host")
            : new(Name, $"codes and limits are kept in this process, and {hint} hints at more than one host",
                "If there is more than one host, call .AddRedisVoiceCodeStore() and set Ytx:Store:Key. Otherwise each host has its "
                + "own limits and accepts only the codes that it issued.");
    }

    private static bool Is(string environment, string name) => environment.Equals(name, StringComparison.OrdinalIgnoreCase);
}

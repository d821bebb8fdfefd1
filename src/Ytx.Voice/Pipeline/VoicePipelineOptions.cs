using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Ytx.Voice;

/// <summary>
/// The limits of an account's calls, for any vendor: <c>Ytx:Pipeline</c>, or <c>Ytx:Accounts:{name}:Pipeline</c> for an
/// account that has a name.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "SettingsRanges reads the two texts itself.")]
public sealed class VoicePipelineOptions
{
    /// <summary>The name of the sub-section.</summary>
    public const string SectionName = "Pipeline";

    /// <summary>How long a call may take in all, its turn in the queue included, 1 s to 60 s. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many calls may be in progress at once, 1 to 1024. Default 64.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentCalls { get; set; } = 64;

    /// <summary>How many more may wait for their turn, 0 to 1024; the next one is refused at once. Default 64.</summary>
    [Range(0, 1024)]
    public int QueueLimit { get; set; } = 64;

    /// <summary>
    /// Which part of the calls of the last 30 seconds must fail, or end with an unknown outcome, for the circuit breaker to
    /// open: 0.1 to 1. Default 0.5. Refusals of a number do not count.
    /// </summary>
    [Range(0.1, 1.0)]
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>With fewer calls than this in the last 30 seconds nothing is concluded: 2 to 1000. Default 10.</summary>
    [Range(2, 1000)]
    public int BreakerMinimumCalls { get; set; } = 10;

    /// <summary>
    /// How long the breaker stays open before one call tries the vendor again, 1 s to 10 min. Default 30 s. It also opens after
    /// two refusals in a row that only an operator or the vendor can end: wrong settings, an exhausted balance, throttling.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BreakerDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What configuration holds for these settings and cannot be read, by key.</summary>
    internal IReadOnlyDictionary<string, string> Faults { get; set; } = new Dictionary<string, string>();
}

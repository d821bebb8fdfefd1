using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Ytx.Voice;

/// <summary>Settings of the YTX gateway: configuration section <c>Ytx</c>.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "SettingsRanges reads the two texts itself.")]
public sealed class YtxVoiceOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Ytx";

    /// <summary>The section with a sub-section of the same settings for each account that has a name.</summary>
    public const string AccountsSectionName = "Ytx:Accounts";

    /// <summary>The sub-sections of <c>Ytx</c> that are the codes' settings.</summary>
    internal static readonly string[] SectionsOfCodes = ["Codes", "Limits", "Night", "Destinations", "Store", "CallStatus"];

    internal const string ProductionHost = "api.ytx.net";
    internal const string SandboxHost = "sandbox.ytx.net";

    /// <summary>
    /// Which of the documented addresses to use. Set this or <see cref="BaseAddress"/>. The documented addresses are
    /// plain http: a warning at start says so.
    /// </summary>
    public YtxEnvironment? Environment { get; set; }

    /// <summary>
    /// An address of one's own: https, a TLS proxy in front of the gateway, or a simulator on loopback. Scheme, host,
    /// port and path only.
    /// </summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>Allows a <see cref="BaseAddress"/> that is plain http and not loopback. Default false.</summary>
    public bool AllowInsecureTransport { get; set; }

    /// <summary>The account id from the vendor's console: up to 64 ASCII letters, digits, <c>_</c> and <c>-</c>.</summary>
    public string AccountSid { get; set; } = "";

    /// <summary>The account's secret from the console: up to 128 ASCII letters, digits, <c>_</c> and <c>-</c>.</summary>
    public string AuthToken { get; set; } = "";

    /// <summary>The application id: up to 64 ASCII letters, digits, <c>_</c> and <c>-</c>.</summary>
    public string AppId { get; set; } = "";

    /// <summary>
    /// The number that the callee sees (<c>dstclid</c>), 3 to 20 digits. Required by
    /// <see cref="YtxOperation.TemplateNoticeCall"/> without a <see cref="Template"/>, else optional.
    /// </summary>
    public string? DisplayNumber { get; set; }

    /// <summary>Which operation speaks the code. Default <see cref="YtxOperation.TemplateNoticeCall"/>.</summary>
    public YtxOperation Operation { get; set; }

    /// <summary>
    /// Overrides the last part of the path (<c>funcURL</c>) for an account set up otherwise: 1 to 64 ASCII letters, digits,
    /// <c>.</c>, <c>_</c> and <c>-</c>, the first of them no dot. Default none.
    /// </summary>
    public string? Function { get; set; }

    /// <summary>
    /// Overrides the body's <c>action</c> for an account set up otherwise: 1 to 64 ASCII letters, digits, <c>_</c> and <c>-</c>.
    /// Default none.
    /// </summary>
    public string? Action { get; set; }

    /// <summary>How often the code is played (<c>time</c>), 1 to 3. Default 2, the gateway's own default.</summary>
    [Range(1, 3)]
    public int PlayCount { get; set; } = 2;

    /// <summary>The vendor's template whose words are spoken. Default none: the gateway's own words.</summary>
    public YtxTemplateOptions Template { get; } = new();

    /// <summary>How long a connection may take, 100 ms to 30 s. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// A proxy between this host and the gateway: an absolute http address without user name, so credentials cannot be given.
    /// Default none: the environment's proxy is not used.
    /// </summary>
    public Uri? Proxy { get; set; }

    /// <summary>Records of calls on request. Default off.</summary>
    public YtxCallRecordOptions CallRecords { get; } = new();

    /// <summary>
    /// The balance in yuan, 0 to 1,000,000, below which the account's health is degraded. Default none: the balance is not asked for.
    /// With it, it is asked for every ten minutes; health is degraded too if it was not told three times in a row. Seen in public
    /// clients, not documented.
    /// </summary>
    [Range(0, 1_000_000)]
    public decimal? BalanceFloor { get; set; }

    /// <summary>Time limit, concurrency limit and circuit breaker of the account's calls.</summary>
    public VoicePipelineOptions Pipeline { get; } = new();

    /// <summary>What configuration holds for these settings and cannot be read, by key.</summary>
    internal IReadOnlyDictionary<string, string> Faults { get; set; } = new Dictionary<string, string>();

    /// <summary>What configuration holds under a key that has moved, as sentences.</summary>
    internal IReadOnlyList<string> Moved { get; set; } = [];

    internal Uri Address => BaseAddress ?? new Uri(
        "http://" + (Environment is YtxEnvironment.Sandbox ? SandboxHost : ProductionHost));

    internal string FunctionUsed =>
        Function ?? (Operation is YtxOperation.CodeCallOut ? "CodeCallOut.wx" : "NoticeCall.wx");

    internal string ActionUsed =>
        Action ?? (Operation is YtxOperation.CodeCallOut ? "callOutCode" : "templateNoticeCall");

    /// <summary>A sentence about settings with the keys that they have in an account's section.</summary>
    internal static string WithKeysOf(string? account, string sentence) => string.IsNullOrEmpty(account)
        ? sentence
        : sentence.Replace("Ytx:", $"{AccountsSectionName}:{account}:", StringComparison.Ordinal);
}

namespace Ytx.Voice;

/// <summary>Settings of the YTX gateway: configuration section <c>Ytx</c>.</summary>
public sealed class YtxVoiceOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Ytx";

    /// <summary>The section with a sub-section of the same settings for each account that has a name.</summary>
    public const string AccountsSectionName = "Ytx:Accounts";

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
    /// <see cref="YtxOperation.TemplateNoticeCall"/> without a <see cref="TemplateId"/>, else optional.
    /// </summary>
    public string? DisplayNumber { get; set; }

    /// <summary>Which operation speaks the code. Default <see cref="YtxOperation.TemplateNoticeCall"/>.</summary>
    public YtxOperation Operation { get; set; }

    /// <summary>Overrides the last part of the path (<c>funcURL</c>) for an account set up otherwise. Default none.</summary>
    public string? Function { get; set; }

    /// <summary>Overrides the body's <c>action</c> for an account set up otherwise. Default none.</summary>
    public string? Action { get; set; }

    /// <summary>How often the code is played (<c>time</c>), 1 to 3. Default 2, the gateway's own default.</summary>
    public int PlayCount { get; set; } = 2;

    /// <summary>
    /// The template, registered with the vendor, whose words are spoken (<c>templateId</c>): up to 64 ASCII letters, digits,
    /// <c>_</c> and <c>-</c>. Default none: the gateway's own words. Not in the document; public clients of
    /// <see cref="YtxOperation.TemplateNoticeCall"/> send it.
    /// </summary>
    public string? TemplateId { get; set; }

    /// <summary>
    /// What fills the places of the template (<c>datas</c>), in their order: at most 10 texts of 1 to 64 characters, in which
    /// <c>{code}</c> stands for the code and <c>{minutes}</c> for how many whole minutes it is valid. Default, where there is
    /// a <see cref="TemplateId"/>, the code alone.
    /// </summary>
    public string[]? TemplateData { get; set; }

    /// <summary>How fast the words of a template are spoken (<c>speed</c>), 1 to 9. Default none: the gateway's own, 5.</summary>
    public int? Speed { get; set; }

    /// <summary>How long a connection may take, 100 ms to 30 s. Default 3 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a call may take in all, its turn in the queue included, 1 s to 60 s. Default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many calls may be under way at once, 1 to 1024. Default 64.</summary>
    public int MaxConcurrentCalls { get; set; } = 64;

    /// <summary>How many more may wait for their turn, 0 to 1024; the next one is refused at once. Default 64.</summary>
    public int QueueLimit { get; set; } = 64;

    /// <summary>
    /// Which part of the calls of the last 30 seconds must fail, or end with an unknown outcome, for the gateway to be left
    /// alone: 0.1 to 1. Default 0.5. Refusals of a number do not count.
    /// </summary>
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>With fewer calls than this in the last 30 seconds nothing is concluded: 2 to 1000. Default 10.</summary>
    public int BreakerMinimumCalls { get; set; } = 10;

    /// <summary>
    /// How long the gateway is left alone before one call tries it again, 1 s to 10 min. Default 30 s. Also after two
    /// refusals that only an operator or the vendor can end: wrong settings, an exhausted balance, throttling.
    /// </summary>
    public TimeSpan BreakerDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An http proxy on the way to the gateway. Default none: the environment's proxy is not used.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>What configuration holds for these settings and cannot be read, by key.</summary>
    internal IReadOnlyDictionary<string, string> Faults { get; set; } = new Dictionary<string, string>();

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

using System.ComponentModel.DataAnnotations;

namespace Ytx.Voice.Simulator;

/// <summary>Where the simulator listens and which account it plays.</summary>
/// <remarks>
/// The values are read once, by <see cref="YtxSimulator.StartAsync"/>; changing them afterwards has no effect.
/// </remarks>
public sealed class SimulatorOptions
{
    /// <summary>The account id of the simulated account.</summary>
    /// <value>Letters, digits, <c>_</c> and <c>-</c>, 1 to 128. Default <c>simulator-account</c>.</value>
    [Required, RegularExpression(SafeText)]
    public string AccountSid { get; set; } = "simulator-account";

    /// <summary>The token with which the simulated account signs its requests.</summary>
    /// <value>Letters, digits, <c>_</c> and <c>-</c>, 1 to 128. Default <c>simulator-token</c>.</value>
    [Required, RegularExpression(SafeText)]
    public string AuthToken { get; set; } = "simulator-token";

    /// <summary>The application id that requests must name.</summary>
    /// <value>Letters, digits, <c>_</c> and <c>-</c>, 1 to 128. Default <c>simulator-app</c>.</value>
    [Required, RegularExpression(SafeText)]
    public string AppId { get; set; } = "simulator-app";

    /// <summary>The address to listen on.</summary>
    /// <value>
    /// An http address of <c>localhost</c> or an IP address, without a path. Port 0 means any free port.
    /// Default <c>http://localhost:5080</c>.
    /// </value>
    [Required]
    public Uri Url { get; set; } = new("http://localhost:5080");

    /// <summary>
    /// Whether <see cref="Url"/> may be an address that other machines can reach. They then see every code.
    /// </summary>
    /// <value>Default <see langword="false"/>: only a loopback address is accepted, also in the Host header.</value>
    public bool AllowNonLoopback { get; set; }

    /// <summary>Whether to use a simulator of another program that answers at <see cref="Url"/> and plays the same account.</summary>
    /// <value>Default <see langword="false"/>: a port in use ends the start.</value>
    public bool UseRunning { get; set; }

    /// <summary>How long a call rings before it is answered, where nobody touches the handset.</summary>
    /// <value>Zero to one hour. Default 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RingTime { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the talk lasts, in which the code is read out, before the call ends by itself.</summary>
    /// <value>Zero to one hour. Default 15 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan TalkTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a call rings that nobody answers.</summary>
    /// <value>Zero to one hour. Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan NoAnswerTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the last two digits of a mobile number tell what comes of a call to it: <c>02</c> is busy, <c>04</c> is switched
    /// off; the table is in README.md and on the handset.
    /// </summary>
    /// <value>Default <see langword="false"/>; <c>AddYtxSimulator</c> and <c>ytx-voice simulate</c> turn it on.</value>
    public bool ScriptedPeople { get; set; }

    /// <summary>Where to push what becomes of calls. <see cref="YtxSimulator.CallStatusUrl"/> changes it later.</summary>
    /// <value>An absolute http or https address. Default <see langword="null"/>: no pushes.</value>
    public Uri? CallStatusUrl { get; set; }

    /// <summary>Whether to push each step of a call, and not only its record when it is over.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool PushStates { get; set; } = true;

    /// <summary>How long a push waits for its answer, by the real clock also where a test brings its own.</summary>
    /// <value>10 milliseconds to one minute. Default 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan PushTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The <c>fid</c> of voice codes, which records have and a request for one must name.</summary>
    /// <value>Letters, digits, <c>_</c> and <c>-</c>, 1 to 128. Default <c>4</c>.</value>
    [Required, RegularExpression(SafeText)]
    public string RecordFid { get; set; } = "4";

    /// <summary>How long after its acceptance a call has no record yet, even if it is over.</summary>
    /// <value>Zero to one hour. Default 20 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RecordDelay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The account's money at the start, in yuan. With less than <see cref="CallCost"/> every call is refused with -204.</summary>
    /// <value>Zero to a thousand million. Default 1,000,000, which runs out for nobody who does not want it.</value>
    [Range(typeof(decimal), "0", "1000000000")]
    public decimal Balance { get; set; } = 1_000_000;

    /// <summary>What an answered call costs, in yuan.</summary>
    /// <value>Zero to 1,000. Default 0.12.</value>
    [Range(typeof(decimal), "0", "1000")]
    public decimal CallCost { get; set; } = 0.12m;

    /// <summary>How many calls are kept; the oldest is dropped for a new one.</summary>
    /// <value>1 to 100,000. Default 1,000.</value>
    [Range(1, 100_000)]
    public int MaxCalls { get; set; } = 1000;

    internal const string SafeText = "^[A-Za-z0-9_-]{1,128}$";

    /// <summary>The options without the token.</summary>
    public override string ToString() =>
        $"{nameof(SimulatorOptions)} {{ Url = {Url}, AccountSid = {AccountSid}, AuthToken = ***, AppId = {AppId} }}";

    internal SimulatorOptions Copy() => (SimulatorOptions)MemberwiseClone();
}

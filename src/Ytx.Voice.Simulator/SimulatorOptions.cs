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

    /// <summary>How long a call rings before it counts as answered.</summary>
    /// <value>Zero to one hour. Default 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RingTime { get; set; } = TimeSpan.FromSeconds(3);

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

using System.ComponentModel.DataAnnotations;

namespace Ytx.Identity;

/// <summary>Status of calls, on when <c>AddYtxCallStatus()</c> was called: configuration section <c>Ytx:CallStatus</c>.</summary>
public sealed class CallStatusOptions
{
    internal const int MinSecretLength = 22;
    internal const int MaxSecretLength = 128;

    /// <summary>
    /// The last part of the callback address that is set in the vendor's console, which is all that tells the gateway from others:
    /// 22 to 128 letters, digits, <c>-</c> and <c>_</c>, best 32 random bytes. Default none: then <c>MapYtxCallStatus()</c>
    /// ends the start.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>
    /// The networks that pushes may come from, such as <c>203.0.113.0/24</c>. Default none: any. The vendor documents none.
    /// </summary>
    public string[]? Networks { get; set; }

    /// <summary>How many pages may follow a call at once on this host, 1 to 100,000. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; set; } = 1_000;

    /// <summary>How many pages of one user may follow a call at once on this host, 1 to 100. Default 4.</summary>
    [Range(1, 100)]
    public int MaxStreamsPerUser { get; set; } = 4;
}

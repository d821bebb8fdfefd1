using System.ComponentModel.DataAnnotations;
using Ytx.Identity.Limits;

namespace Ytx.Identity;

/// <summary>
/// How many calls and wrong codes there may be: configuration section <c>Ytx:Limits</c>. A limit that is null has the value of
/// <see cref="Preset"/>. Beside each limit of calls for a user, an address or a number stands one of attempts, three times as
/// many: what the vendor refuses is given back as a call, and stays counted as an attempt.
/// </summary>
/// <remarks>
/// Rules count from 1 to 100, in windows of 1 second to 90 days, with pauses no longer than their windows. Short windows come first,
/// and each longer one allows more. Checked at start.
/// </remarks>
public sealed class LimitOptions
{
    /// <summary>The set of limits to start from. Default <see cref="LimitPreset.Default"/>.</summary>
    public LimitPreset Preset { get; set; }

    /// <summary>
    /// The shortest time between two calls to one number, 30 s to <see cref="CodeOptions.Lifetime"/>; zero, for none, in Development
    /// only. A right code ends it for its user. In each pool of calls the waits grow: the third call comes no sooner than three
    /// times, the fourth no sooner than eight times this after the first. Default 60 s.
    /// </summary>
    public TimeSpan CoolDown { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A user's calls to the number that he has confirmed: so many for log-in, and as many for all other purposes together.
    /// Default <c>3 in 10m, 5 in 1h, 10 in 24h</c>.
    /// </summary>
    public AllowanceRules? NumberOwner { get; set; }

    /// <summary>
    /// Calls to a number for all users together who have not confirmed it, so that they cannot use up its owner's. Default
    /// <c>3 in 1h, 5 in 24h</c>.
    /// </summary>
    public AllowanceRules? NumberOthers { get; set; }

    /// <summary>
    /// Calls to a number for everybody together: so many for log-in, and as many for all other purposes. Default
    /// <c>20 in 24h</c>.
    /// </summary>
    public AllowanceRules? Number { get; set; }

    /// <summary>Calls for one user for all purposes but log-in. Default <c>10 in 24h</c>.</summary>
    public AllowanceRules? User { get; set; }

    /// <summary>Different numbers for one user, apart from the confirmed one. Default <c>3 in 24h</c>.</summary>
    public AllowanceRules? UserNumbers { get; set; }

    /// <summary>
    /// Calls to numbers that differ in their last four digits only, while they are not their owner's confirmed ones.
    /// Default <c>10 in 1h</c>.
    /// </summary>
    public AllowanceRules? Prefix { get; set; }

    /// <summary>
    /// Calls for one client address, an IPv6 address counting by its /64: so many for log-in, and as many for all other purposes.
    /// Default <c>10 in 1h</c>; an office behind one address raises it. The address is the connection's: behind a proxy,
    /// configure ForwardedHeaders. Requests without any, as through a unix socket, count as one client.
    /// </summary>
    public AllowanceRules? ClientAddress { get; set; }

    /// <summary>
    /// Wrong codes of one user for one kind of purpose, over all codes. Default <c>10 in 1h pause 10m, 20 in 24h, 60 in 30d</c>
    /// (NIST SP 800-63B-4, 3.2.2). While it is used up, no code is checked and nobody is called.
    /// </summary>
    public AllowanceRules? WrongCodes { get; set; }

    /// <summary>
    /// Calls of the whole application in any 24 h, 1 or more: the ceiling of a phone bill. The window slides; above 100 calls each
    /// counts for up to 24 minutes longer. Default none, with a warning at start in production.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? DailyBudget { get; set; }
}

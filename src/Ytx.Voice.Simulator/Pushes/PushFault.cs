namespace Ytx.Voice.Simulator;

/// <summary>What goes wrong with the next push; see <see cref="YtxSimulator.QueuePushFault"/>.</summary>
public sealed class PushFault
{
    /// <summary>The longest <see cref="Late"/>: one hour.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    private PushFault(PushFaultKind kind) => Kind = kind;

    /// <summary>What the fault does.</summary>
    public PushFaultKind Kind { get; }

    internal TimeSpan? Delay { get; private init; }

    internal PushForgery? Forgery { get; private init; }

    internal SimulatedPushKind? Target { get; private init; }

    /// <summary>Sends the push later; what follows it does not wait.</summary>
    /// <param name="by">Zero to <see cref="MaxDelay"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is out of its range.</exception>
    public static PushFault Late(TimeSpan by)
    {
        if (by < TimeSpan.Zero || by > MaxDelay)
        {
            throw new ArgumentOutOfRangeException(nameof(by), "A push is 0 to 3600000 milliseconds late.");
        }

        return new(PushFaultKind.Late) { Delay = by };
    }

    /// <summary>Sends the push twice.</summary>
    public static PushFault Twice() => new(PushFaultKind.Twice);

    /// <summary>Sends the push after the one that follows it, or after five seconds if none does.</summary>
    public static PushFault OutOfOrder() => new(PushFaultKind.OutOfOrder);

    /// <summary>Does not send the push.</summary>
    public static PushFault Lost() => new(PushFaultKind.Lost);

    /// <summary>Sends the push with something wrong in it, and not the right one.</summary>
    /// <param name="what">What is wrong.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no forgery.</exception>
    public static PushFault Forged(PushForgery what)
    {
        if (!Enum.IsDefined(what))
        {
            throw new ArgumentOutOfRangeException(nameof(what), "A forged push has a wrong appid, number or requestid.");
        }

        return new(PushFaultKind.Forged) { Forgery = what };
    }

    /// <summary>The same fault for the next push of one kind; pushes of the other kind pass by.</summary>
    /// <param name="kind"><see cref="SimulatedPushKind.State"/> or <see cref="SimulatedPushKind.Record"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is another kind.</exception>
    public PushFault On(SimulatedPushKind kind)
    {
        if (kind is not (SimulatedPushKind.State or SimulatedPushKind.Record))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), "A fault is for state pushes or for records.");
        }

        return new(Kind) { Delay = Delay, Forgery = Forgery, Target = kind };
    }
}

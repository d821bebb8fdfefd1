namespace Ytx.Identity.Hooks;

/// <summary>
/// Can refuse a call. It is asked after the limits were checked, and before a call is counted or a new code exists. A refusal
/// counts as an attempt, not as a call. Use it for checks of SIM swaps (NIST SP 800-63B-4, 3.1.3.3), risk scores, or a switch
/// that an operator turns. Any number of them can be registered; each must agree.
/// They are asked one after the other in the order of their registration, and the first that refuses is the last that is asked.
/// </summary>
public interface ICallGuard
{
    /// <summary>Whether the call may be placed. An exception refuses it. There is no time limit but the guard's own.</summary>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it may, and if not, why.</returns>
    ValueTask<CallGuardResult> CheckAsync(CallGuardContext context, CancellationToken cancellationToken = default);
}

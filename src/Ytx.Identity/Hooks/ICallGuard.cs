namespace Ytx.Identity.Hooks;

/// <summary>
/// Asked before any call, while every limit has one left: can refuse it, which takes no call and counts as an attempt. No new
/// code exists before it has agreed. For checks of SIM swaps (NIST SP 800-63B-4, 3.1.3.3), risk scores, or a switch that
/// an operator turns. Any number of them can be registered; each must agree.
/// </summary>
public interface ICallGuard
{
    /// <summary>Whether the call may be placed. An exception refuses it.</summary>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it may, and if not, why.</returns>
    ValueTask<CallGuardResult> CheckAsync(CallGuardContext context, CancellationToken cancellationToken = default);
}

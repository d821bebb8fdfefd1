using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// Asked before any call, while every limit has one left: can refuse it, which takes no call and counts as an attempt. No new
/// code exists before it has agreed. For checks of SIM swaps (NIST SP 800-63B-4, 3.1.3.3), risk scores, or a switch that
/// an operator throws. Any number of them can be registered; each must agree.
/// </summary>
public interface ICallGuard
{
    /// <summary>Whether the call may be placed. An exception refuses it.</summary>
    /// <param name="number">The number that would ring. Personal data.</param>
    /// <param name="userId">The user for whom.</param>
    /// <param name="purpose">What the code is for; a number in it is in E.164.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it may.</returns>
    ValueTask<bool> AllowsAsync(
        PhoneNumber number, string userId, string purpose, CancellationToken cancellationToken = default);
}

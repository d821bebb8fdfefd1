using Ytx.Voice;

namespace Ytx.Identity.Hooks;

/// <summary>
/// Knows whether a number has been given to somebody else since an account confirmed it, as a carrier's service for recycled numbers
/// (二次放号查询) does. Asked when somebody who has proved a number is about to get into the account that confirmed it. Without
/// one, whoever holds the number is taken for its account's owner.
/// </summary>
public interface INumberHistory
{
    /// <summary>Whether the number has a new holder. An exception turns the sign-in away.</summary>
    /// <param name="number">The number. Personal data.</param>
    /// <param name="since">When the account last proved it; null if that is not known.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it has.</returns>
    ValueTask<bool> HasChangedHandsAsync(PhoneNumber number, DateTimeOffset? since, CancellationToken cancellationToken = default);
}

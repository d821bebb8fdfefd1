using Ytx.Voice;

namespace Ytx.Identity.Phones;

/// <summary>
/// Finds accounts by their number. The package's own asks <c>UserManager.Users</c> for users that have <c>PhoneNumber</c> in E.164 and
/// <c>PhoneNumberConfirmed</c>, as <c>IdentityUser</c> has; register one of your own for other users, before or after.
/// </summary>
/// <typeparam name="TUser">The application's user.</typeparam>
public interface IPhoneDirectory<TUser>
    where TUser : class
{
    /// <summary>The accounts that have confirmed a number, as they are stored now.</summary>
    /// <param name="number">The number. Personal data.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>None, one, or the first two.</returns>
    ValueTask<IReadOnlyList<TUser>> FindAsync(PhoneNumber number, CancellationToken cancellationToken = default);
}

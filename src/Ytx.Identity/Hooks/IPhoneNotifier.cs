namespace Ytx.Identity.Hooks;

/// <summary>
/// Tells the owner of an account, by e-mail and in the sessions that are open, what somebody does with its phone number. Without one no
/// number passes from one account to another and no phone is a way back to an account with a passkey, since nobody would be told.
/// </summary>
/// <typeparam name="TUser">The application's user.</typeparam>
public interface IPhoneNotifier<TUser>
    where TUser : class
{
    /// <summary>Tells the owner. An exception means that the owner was not told, and turns away what needs it.</summary>
    /// <param name="notice">What happens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it was told, or is sure to be.</returns>
    ValueTask TellAsync(PhoneNotice<TUser> notice, CancellationToken cancellationToken = default);
}

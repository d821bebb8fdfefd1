namespace Ytx.Identity.Stores;

/// <summary>Whose code it is. Personal data: a shared store hashes it.</summary>
/// <param name="UserType">
/// The type of user, where an application has several: two types may have users with one id, who share nothing. May be empty.
/// </param>
/// <param name="UserId">The user's id, as Identity knows it.</param>
public readonly record struct UserKey(string UserType, string UserId)
{
    /// <summary>Nothing of it.</summary>
    public override string ToString() => nameof(UserKey);
}

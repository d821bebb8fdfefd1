using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>Creates accounts, and tells nobody which e-mail addresses have one.</summary>
public sealed class Registration(UserManager<AppUser> users)
{
    private const int UniqueViolated = 19;

    /// <returns>
    /// What is wrong with the input. Nothing, both for a new address and for a known one: without an e-mail sender the
    /// answer goes to whoever asks, not to the owner of the address.
    /// </returns>
    public async Task<IReadOnlyList<string>> RegisterAsync(string email, string password)
    {
        try
        {
            // The password is checked and hashed first, so a known address takes as long as a new one.
            var result = await users.CreateAsync(new AppUser { UserName = email, Email = email }, password);
            return [.. result.Errors.Where(error => !IsKnownAddress(error)).Select(error => error.Description)];
        }
        catch (DbUpdateException exception) when (exception.InnerException is SqliteException { SqliteErrorCode: UniqueViolated })
        {
            // Two requests registered the address at once; one of them did.
            return [];
        }
    }

    private static bool IsKnownAddress(IdentityError error) =>
        error.Code is nameof(IdentityErrorDescriber.DuplicateUserName) or nameof(IdentityErrorDescriber.DuplicateEmail);
}

using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.UI.Services;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>
/// Creates accounts, and tells only the owner of an e-mail address whether it has one: that is said in an e-mail. The account
/// begins with the password that is chosen behind its link, so nobody prepares one for an address that is not theirs.
/// </summary>
public sealed class Registration(
    UserManager<AppUser> users, IDataProtectionProvider protection, Words words, TimeProvider clock, IEmailSender? mail = null)
{
    private const int UniqueViolated = 19;

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly IDataProtector _protector = protection.CreateProtector("registration");

    /// <summary>Whether there is an <see cref="IEmailSender"/>. Without one nobody can register.</summary>
    public bool IsOpen => mail is not null;

    /// <summary>Writes to an address: a link to choose a password at, or that it has an account already.</summary>
    /// <param name="email">The address.</param>
    /// <param name="linkTo">The page behind the link, for what the link carries.</param>
    public async Task InviteAsync(string email, Func<string, string> linkTo)
    {
        // Nothing is stored, so a known address takes as long as a new one.
        var ends = (clock.GetUtcNow() + Life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var link = linkTo(_protector.Protect($"{ends} {email}"));
        // To the account's address and not to another spelling of it.
        var known = await users.FindByEmailAsync(email);
        await mail!.SendEmailAsync(
            known?.Email ?? email, words["Register/Subject"], known is not null ? words["Register/Known"] : words["Register/Link", link]);
    }

    /// <summary>The address that a link was sent to; null if it is none of ours, or has ended.</summary>
    public string? AddressIn(string? seal)
    {
        try
        {
            return seal is not null && _protector.Unprotect(seal).Split(' ', 2) is [var ends, var email]
                && long.Parse(ends, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? email : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <returns>What is wrong with the password.</returns>
    public async Task<IReadOnlyList<string>> CreateAsync(string email, string password)
    {
        try
        {
            var result = await users.CreateAsync(new AppUser { UserName = email, Email = email, EmailConfirmed = true }, password);
            return [.. result.Errors.Select(error => IsKnownAddress(error) ? "Register/Twice" : PasswordProblem.Of(error)).Distinct()];
        }
        catch (DbUpdateException exception) when (exception.InnerException is SqliteException { SqliteErrorCode: UniqueViolated })
        {
            // The link was used twice at once; one of them made the account.
            return ["Register/Twice"];
        }
    }

    // The address is the user name, whose uniqueness the database holds.
    private static bool IsKnownAddress(IdentityError error) =>
        error.Code is nameof(IdentityErrorDescriber.DuplicateUserName);
}

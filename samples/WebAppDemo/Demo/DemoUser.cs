using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace WebAppDemo;

/// <summary>The user to try the demo with. Everybody can read this password, so the user exists with the simulator only.</summary>
public static class DemoUser
{
    public const string Email = "demo@example.com";
    public const string Password = "demo-password-1";
    public const string PhoneNumber = "+8613911281234";

    /// <summary>Makes the demo user as it is announced, whatever was done to it before.</summary>
    /// <param name="users">The users.</param>
    /// <param name="reset">Whether one that is there is changed: another demo may be using it.</param>
    public static async Task SeedAsync(UserManager<AppUser> users, bool reset)
    {
        var found = await users.FindByEmailAsync(Email);
        if (found is not null && !reset)
        {
            return;
        }

        // Whoever signed in by its number, after it was removed here, has an account of it.
        foreach (var other in await users.Users.Where(other =>
            other.PhoneNumberConfirmed && other.PhoneNumber == PhoneNumber && other.UserName != Email).ToListAsync())
        {
            ThrowIfFailed(await users.SetPhoneNumberAsync(other, null));
        }

        var user = found ?? new AppUser { UserName = Email, Email = Email };
        user.PhoneNumber = PhoneNumber;
        user.PhoneNumberConfirmed = true;
        user.TwoFactorEnabled = true;
        user.LockoutEnd = null;
        user.AccessFailedCount = 0;
        ThrowIfFailed(await (found is null ? users.CreateAsync(user, Password) : users.UpdateAsync(user)));
    }

    /// <summary>Removes it from a database that now serves a real gateway: it would ring a number that is not ours.</summary>
    public static async Task RemoveAsync(UserManager<AppUser> users)
    {
        if (await users.FindByEmailAsync(Email) is { } user)
        {
            ThrowIfFailed(await users.DeleteAsync(user));
        }
    }

    private static void ThrowIfFailed(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(
                $"The demo user could not be prepared ({result}). Delete the demo's database file and start again.");
        }
    }
}

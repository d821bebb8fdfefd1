using System.Linq.Expressions;
using Microsoft.AspNetCore.Identity;
using Ytx.Voice;

namespace Ytx.Identity.Phones;

/// <summary>Asks the users' own query, in whatever database it is.</summary>
internal sealed class PhoneDirectory<TUser>(UserManager<TUser> users) : IPhoneDirectory<TUser>
    where TUser : class
{
    public async ValueTask<IReadOnlyList<TUser>> FindAsync(PhoneNumber number, CancellationToken cancellationToken = default)
    {
        if (!users.SupportsQueryableUsers
            || typeof(TUser).GetProperty(nameof(IdentityUser.PhoneNumber))?.PropertyType != typeof(string)
            || typeof(TUser).GetProperty(nameof(IdentityUser.PhoneNumberConfirmed))?.PropertyType != typeof(bool))
        {
            throw new InvalidOperationException(
                $"{typeof(TUser)} cannot be asked for by number: its store has no query, or it is no IdentityUser. Register an IPhoneDirectory<{typeof(TUser).Name}>.");
        }

        var query = users.Users.Where(HasConfirmed(number.E164)).Take(2);
        if (query is not IAsyncEnumerable<TUser> rows)
        {
            return [.. query];
        }

        var found = new List<TUser>();
        await foreach (var user in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            found.Add(user);
        }

        return found;
    }

    private static Expression<Func<TUser, bool>> HasConfirmed(string number)
    {
        var user = Expression.Parameter(typeof(TUser), "user");

        // As a captured variable, so that a database gets a parameter and never the number in its text.
        Expression<Func<string>> value = () => number;
        return Expression.Lambda<Func<TUser, bool>>(
            Expression.AndAlso(
                Expression.Property(user, nameof(IdentityUser.PhoneNumberConfirmed)),
                Expression.Equal(Expression.Property(user, nameof(IdentityUser.PhoneNumber)), value.Body)),
            user);
    }
}

using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Ytx.Identity.Tests.Site;

/// <summary>The users of one type, as Entity Framework keeps them: a scope remembers what it has read.</summary>
public sealed class UserDb<TUser, TKey>(DbContextOptions<UserDb<TUser, TKey>> options) : IdentityUserContext<TUser, TKey>(options)
    where TUser : IdentityUser<TKey>
    where TKey : IEquatable<TKey>;

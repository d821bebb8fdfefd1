using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Ytx.Identity.Tests.Site;

/// <summary>Identity's store over the users of one type, without roles.</summary>
public sealed class UserStore<TUser, TKey>(UserDb<TUser, TKey> database) : UserOnlyStore<TUser, UserDb<TUser, TKey>, TKey>(database)
    where TUser : IdentityUser<TKey>
    where TKey : IEquatable<TKey>;

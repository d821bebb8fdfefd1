using Microsoft.AspNetCore.Identity;

namespace WebAppDemo;

/// <summary>A user. <c>PhoneNumber</c> is always in the one form of E.164.</summary>
public sealed class AppUser : IdentityUser;

using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Tests.Site;

/// <summary>A second type of user, with keys of another kind.</summary>
public sealed class SiteAdmin : IdentityUser<Guid>;

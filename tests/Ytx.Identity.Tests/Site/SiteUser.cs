using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Tests.Site;

public sealed class SiteUser : IdentityUser<int>;

using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Tests.StepUp;

public sealed class Member : IdentityUser;

using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Tests.StepUp;

/// <summary>A second type of user, who may have the id of a <see cref="Member"/>.</summary>
public sealed class Staff : IdentityUser;

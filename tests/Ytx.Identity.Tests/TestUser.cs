namespace Ytx.Identity.Tests;

public class TestUser
{
    public string Id { get; init; } = Guid.NewGuid().ToString();

    public string? UserName { get; set; } = "somebody@example.com";

    public string? PhoneNumber { get; set; } = "+8613911281234";

    public bool PhoneNumberConfirmed { get; set; } = true;

    public string? SecurityStamp { get; set; } = Guid.NewGuid().ToString("N");

    public bool TwoFactorEnabled { get; set; } = true;

    public DateTimeOffset? LockoutEnd { get; set; }
}

namespace WebAppDemo;

/// <summary>
/// A sign-in as the server knows it, or a device that is not asked for a second step. It is good until <see cref="EndsAt"/>, and kept
/// for a while after that, so that its owner can see it.
/// </summary>
public sealed class UserSession
{
    /// <summary>Random, and in the cookie.</summary>
    public required string Id { get; init; }

    public required string UserId { get; init; }

    /// <summary>Whether it is a remembered device.</summary>
    public bool IsDevice { get; init; }

    /// <summary>When it began, in seconds since 1970, which SQLite can compare.</summary>
    public long StartedAt { get; init; }

    /// <summary>When it ends, or has ended.</summary>
    public long EndsAt { get; set; }

    /// <summary>When its owner last typed the password once more; 0 if never.</summary>
    public long ProvedAt { get; set; }

    /// <summary>When its owner last proved the second factor by another way than a call; 0 if never.</summary>
    public long FactorProvedAt { get; set; }

    /// <summary>The last notice that need not be shown in it: see <see cref="OwnerNotices"/>.</summary>
    public long SeenNotice { get; set; }

    /// <summary>How its owner proved to be the owner: the name of a sentence.</summary>
    public string? Way { get; init; }

    /// <summary>The browser, such as <c>Chrome, Windows</c>; empty if it is none that is known.</summary>
    public required string Browser { get; init; }
}

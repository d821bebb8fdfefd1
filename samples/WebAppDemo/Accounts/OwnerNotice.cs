using Ytx.Identity.Hooks;

namespace WebAppDemo;

/// <summary>What the owner of an account is told of its number, in the sessions that are open: see <see cref="OwnerNotices"/>.</summary>
public sealed class OwnerNotice
{
    /// <summary>The later one has the greater.</summary>
    public long Id { get; init; }

    public required string UserId { get; init; }

    public PhoneNoticeKind Kind { get; init; }

    /// <summary>The number with its middle hidden.</summary>
    public required string MaskedNumber { get; init; }

    /// <summary>When it was told, in seconds since 1970.</summary>
    public long At { get; init; }

    /// <summary>When it takes effect, unless the owner does something; 0 if it has.</summary>
    public long EffectiveAt { get; init; }
}

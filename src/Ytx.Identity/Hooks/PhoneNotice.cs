namespace Ytx.Identity.Hooks;

/// <summary>What somebody does with the number of an account.</summary>
/// <typeparam name="TUser">The application's user.</typeparam>
public sealed class PhoneNotice<TUser>
    where TUser : class
{
    /// <summary>Whose account it is.</summary>
    public required TUser User { get; init; }

    /// <summary>What happens.</summary>
    public required PhoneNoticeKind Kind { get; init; }

    /// <summary>The number with its middle hidden.</summary>
    public required string MaskedNumber { get; init; }

    /// <summary>When it takes effect, unless the owner stops it; null if it has.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }

    /// <summary>The kind only.</summary>
    public override string ToString() => Kind.ToString();
}

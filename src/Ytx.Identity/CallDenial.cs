using Ytx.Identity.Limits;

namespace Ytx.Identity;

/// <summary>The limit that denied a call.</summary>
/// <param name="Limit">The limit's name, such as <c>number-others</c>: docs/security.md lists them.</param>
/// <param name="Rule">The rule of it that is used up, such as <c>3 in 1h</c>.</param>
public sealed record CallDenial(string Limit, AllowanceRule Rule)
{
    /// <summary>Limit and rule: <c>number-others: 3 in 1h</c>.</summary>
    public override string ToString() => $"{Limit}: {Rule}";
}

namespace Ytx.Identity;

/// <summary>What stood in the path where the secret belongs.</summary>
internal sealed record HiddenSecret(string Value)
{
    /// <summary>Nothing: it may be the secret.</summary>
    public override string ToString() => "";
}

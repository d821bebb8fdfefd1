namespace Ytx.Voice;

/// <summary>One finding about the settings: a line of the log at start, and a row of <c>ytx-voice doctor</c>.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Result">How it is.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Fix">What to do about it; null if nothing.</param>
internal sealed record Check(string Name, CheckResult Result, string Finding, string? Fix = null)
{
    /// <summary>The account, if it is a named one.</summary>
    public string? Account { get; init; }

    /// <summary>The same finding about an account: its fix gets the keys of that account's section.</summary>
    public Check For(string account) => account.Length is 0
        ? this
        : this with { Account = account, Fix = Fix is null ? null : YtxVoiceOptions.WithKeysOf(account, Fix) };

    /// <summary>The finding and the fix as the log says them.</summary>
    public override string ToString() => $"{Name}: {Finding}. {Fix}";
}

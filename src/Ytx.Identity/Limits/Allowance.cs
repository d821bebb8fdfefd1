using Ytx.Identity.Stores;

namespace Ytx.Identity.Limits;

/// <summary>
/// A named list of rules for what one subject may do: the one mechanism behind every limit. A cool-down is an
/// allowance of one call, a budget of wrong codes is an allowance of tries.
/// </summary>
/// <remarks>
/// A store keeps, for each subject, the times of its newest events, as many as the largest count: an exact sliding
/// window. Beyond <see cref="MaxExactCount"/> it may count in buckets, which never grants more than the rule.
/// </remarks>
public sealed class Allowance
{
    /// <summary>The largest count that a store keeps exactly.</summary>
    public const int MaxExactCount = 100;

    private readonly AllowanceRule[] _rules;

    /// <summary>Creates an allowance.</summary>
    /// <param name="name">A stable name, such as <c>number</c>: part of a store's keys, and named by a denial.</param>
    /// <param name="rules">The rules, all of which must hold.</param>
    /// <exception cref="ArgumentException">
    /// The name is empty; or there is no rule, or one with a count below 1, or with a window or a pause out of range.
    /// </exception>
    public Allowance(string name, params IReadOnlyList<AllowanceRule> rules)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Count is 0 || rules.Any(rule =>
            rule.Count < 1 || rule.Pause < TimeSpan.Zero || rule.Pause > MaxWindow
            || rule.Window <= TimeSpan.Zero || rule.Window > MaxWindow))
        {
            throw new ArgumentException(
                "There must be a rule, and each must have a count of 1 or more, a window of more than zero and at most 90 days, and a "
                + "pause of at most 90 days.",
                nameof(rules));
        }

        Name = name;
        _rules = [.. rules];
        MaxCount = rules.Max(rule => rule.Count);
        Longest = rules.Max(rule => rule.Window > rule.Pause ? rule.Window : rule.Pause);
    }

    /// <summary>The longest window a rule may have: 90 days.</summary>
    public static TimeSpan MaxWindow { get; } = TimeSpan.FromDays(90);

    /// <summary>A stable name: part of a store's keys, and named by a denial.</summary>
    public string Name { get; }

    /// <summary>The rules, all of which must hold.</summary>
    public IReadOnlyList<AllowanceRule> Rules => _rules;

    /// <summary>Who is limited. Default the number.</summary>
    public AllowanceSubject Per { get; init; } = AllowanceSubject.Number;

    /// <summary>What is counted. Default every call.</summary>
    public AllowanceCounting Counting { get; init; }

    /// <summary>
    /// Whether requests are counted whatever becomes of them: <see cref="IVoiceCodeStore.AbandonAsync"/> gives nothing
    /// back. Default false.
    /// </summary>
    public bool CountsAttempts { get; init; }

    /// <summary>
    /// Whether a right code ends what its calls took from this allowance, for the user's subject and with
    /// <see cref="AllowanceCounting.CallsToEachItem"/> only. Default false.
    /// </summary>
    public bool EndsOnSuccess { get; init; }

    /// <summary>The largest count of the rules: how many events a store must remember.</summary>
    public int MaxCount { get; }

    /// <summary>How long an event can matter.</summary>
    public TimeSpan Longest { get; }

    /// <summary>The rules without the cost of an enumerator, for the path of every call.</summary>
    internal ReadOnlySpan<AllowanceRule> AsSpan() => _rules;
}

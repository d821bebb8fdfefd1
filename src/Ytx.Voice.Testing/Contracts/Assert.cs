using System.Globalization;
using System.Runtime.CompilerServices;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>What a rule expects, without a test framework. Its words tell the author of an implementation what to look at.</summary>
internal static class Assert
{
    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string of = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw Broken(of, Said(expected), Said(actual));
        }
    }

    public static void NotEqual<T>(T unexpected, T actual, [CallerArgumentExpression(nameof(actual))] string of = "")
    {
        if (EqualityComparer<T>.Default.Equals(unexpected, actual))
        {
            throw Broken(of, $"anything but {Said(unexpected)}", "that");
        }
    }

    public static void True(bool condition, string? reason = null, [CallerArgumentExpression(nameof(condition))] string of = "")
    {
        if (!condition)
        {
            throw Broken(of, "true", reason ?? "false");
        }
    }

    public static void False(bool condition, [CallerArgumentExpression(nameof(condition))] string of = "")
    {
        if (condition)
        {
            throw Broken(of, "false", "true");
        }
    }

    public static void Null(object? value, [CallerArgumentExpression(nameof(value))] string of = "")
    {
        if (value is not null)
        {
            throw Broken(of, "nothing", Said(value));
        }
    }

    public static void Single<T>(
        IReadOnlyCollection<T> all, Func<T, bool>? matches = null, [CallerArgumentExpression(nameof(all))] string of = "",
        [CallerArgumentExpression(nameof(matches))] string which = "")
    {
        if (all.Count(matches ?? (_ => true)) is not 1 and var count)
        {
            throw Broken(which is "" ? of : $"{of} with {which}", "one", $"{count} of {all.Count}");
        }
    }

    public static void All<T>(IEnumerable<T> all, Action<T> each)
    {
        foreach (var one in all)
        {
            each(one);
        }
    }

    public static void InRange<T>(T actual, T low, T high, [CallerArgumentExpression(nameof(actual))] string of = "")
        where T : IComparable<T>
    {
        if (actual.CompareTo(low) < 0 || actual.CompareTo(high) > 0)
        {
            throw Broken(of, $"{Said(low)} to {Said(high)}", Said(actual));
        }
    }

    public static void DoesNotContain(string secret, string text, [CallerArgumentExpression(nameof(secret))] string of = "")
    {
        if (text.Contains(secret, StringComparison.Ordinal))
        {
            throw Broken(of, "no trace of it", text);
        }
    }

    public static async Task CancelledAsync(Func<Task> step, [CallerArgumentExpression(nameof(step))] string of = "")
    {
        try
        {
            await step();
        }
        catch (OperationCanceledException)
        {
            return;
        }

        throw Broken(of, nameof(OperationCanceledException), "an answer");
    }

    private static BrokenRuleException Broken(string of, string expected, string came) =>
        new($"expected {expected}, came {came}: {of}");

    private static string Said<T>(T value) => value switch
    {
        null => "nothing",
        string text => $"\"{text}\"",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

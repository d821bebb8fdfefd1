namespace WebAppDemo;

/// <summary>Where a sign-in by phone stands: done, or on which page it goes on.</summary>
public sealed class PhoneSignInStep
{
    public static PhoneSignInStep Done { get; } = new();

    /// <summary>What is wrong with the number: a sentence by its name.</summary>
    public string? NumberProblem { get; init; }

    /// <summary>Why it begins anew: a sentence by its name.</summary>
    public string? Problem { get; init; }

    /// <summary>What the code page shows.</summary>
    public CodeEntry? Entry { get; init; }

    /// <summary>The page that comes next; null if it is done.</summary>
    public string? Page { get; init; }

    /// <summary>Whether that page says only from when on it is possible.</summary>
    public bool IsWait => Page is "WayBack" or "Held";

    /// <summary>From when on asking again helps; null if that does not apply.</summary>
    public DateTimeOffset? Until { get; init; }
}

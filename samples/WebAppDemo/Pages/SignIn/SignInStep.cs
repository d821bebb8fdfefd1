namespace WebAppDemo;

/// <summary>Where a sign-in stands: done, refused with a sentence, or waiting for a second step.</summary>
public sealed class SignInStep
{
    private SignInStep()
    {
    }

    public static SignInStep Done { get; } = new();

    /// <summary>Why it begins anew: a sentence by its name.</summary>
    public string? Problem { get; private init; }

    /// <summary>Which page has the second step.</summary>
    public string? Page { get; private init; }

    /// <summary>What the code page shows; null if nobody was called.</summary>
    public CodeEntry? Entry { get; private init; }

    public static SignInStep Refused(string problem) => new() { Problem = problem };

    public static SignInStep CodeNeeded(CodeEntry entry) => new() { Page = "Call", Entry = entry };

    public static SignInStep OtherStep(string page) => new() { Page = page };
}

namespace WebAppDemo;

/// <summary>Where a change of the phone number stands.</summary>
public sealed class PhoneChangeStep
{
    public static PhoneChangeStep Done { get; } = new() { IsDone = true };

    /// <summary>The present second factor must be proved first.</summary>
    public static PhoneChangeStep FactorNeeded { get; } = new() { NeedsFactor = true };

    /// <summary>The user must sign in again first, for want of a password.</summary>
    public static PhoneChangeStep SignInNeeded { get; } = new() { NeedsSignIn = true };

    public bool NeedsFactor { get; private init; }

    public bool NeedsSignIn { get; private init; }

    public bool IsDone { get; private init; }

    public string? NumberProblem { get; init; }

    public string? PasswordProblem { get; init; }

    /// <summary>What the code page shows.</summary>
    public CodeEntry? Entry { get; init; }
}

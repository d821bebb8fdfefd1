namespace WebAppDemo;

/// <summary>Where a change of the phone number stands.</summary>
public sealed class PhoneChangeStep
{
    public static PhoneChangeStep Done { get; } = new() { IsDone = true };

    public bool IsDone { get; private init; }

    public string? NumberProblem { get; init; }

    public string? PasswordProblem { get; init; }

    /// <summary>What the code page shows.</summary>
    public CodeEntry? Entry { get; init; }
}

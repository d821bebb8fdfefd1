using Ytx.Voice;

namespace WebAppDemo;

/// <summary>A <see cref="CodeEntry"/> as a page shows it at one moment.</summary>
public sealed class CallStatus
{
    public required string MaskedNumber { get; init; }

    public string? Message { get; init; }

    public bool IsProblem { get; init; }

    /// <summary>Whole seconds until the next call is possible; 0 if it is now.</summary>
    public int WaitSeconds { get; init; }

    public string? Wait { get; init; }

    public string? CodeLife { get; init; }

    public static CallStatus Of(string? number, CodeEntry? entry, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var wait = entry?.NextCallAt - now;
        var life = entry?.CodeEndsAt - now;
        return new CallStatus
        {
            MaskedNumber = PhoneNumber.TryParse(number, out var parsed, out _) ? parsed.Masked : "your phone",
            Message = entry?.Message,
            IsProblem = entry is { IsProblem: true },
            WaitSeconds = wait is { Ticks: > 0 } left ? (int)Math.Ceiling(left.TotalSeconds) : 0,
            Wait = wait is { Ticks: > 0 } time ? CodeWords.Length(time) : null,
            CodeLife = life is { Ticks: > 0 } rest ? CodeWords.Length(rest) : null,
        };
    }
}

namespace Ytx.Identity.Hooks;

/// <summary>What an <see cref="ICallGuard"/> says about a call. The default value refuses the call.</summary>
public readonly struct CallGuardResult
{
    private CallGuardResult(bool isAllowed, string? reason)
    {
        IsAllowed = isAllowed;
        Reason = reason;
    }

    /// <summary>The call may be placed, as far as this guard knows.</summary>
    public static CallGuardResult Allow { get; } = new(isAllowed: true, reason: null);

    /// <summary>Whether the call may be placed.</summary>
    public bool IsAllowed { get; }

    /// <summary>Why it may not, for the log and the audit; null if it may, or nothing was said.</summary>
    public string? Reason { get; }

    /// <summary>The call must not be placed.</summary>
    /// <param name="reason">Why, for the log and the audit, without personal data: such as <c>SIM swapped</c>.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is empty.</exception>
    public static CallGuardResult Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(isAllowed: false, reason);
    }
}

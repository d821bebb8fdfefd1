namespace Ytx.Identity.Hooks;

/// <summary>What somebody does with the number of an account.</summary>
public enum PhoneNoticeKind
{
    /// <summary>Somebody signed in by the phone alone, in a browser that has not done so before.</summary>
    NewDevice,

    /// <summary>Somebody who holds the number asks for a way back into an account that the phone alone does not open. Its owner can have it stopped.</summary>
    WayBackAsked,

    /// <summary>Somebody came back by the phone.</summary>
    WayBackUsed,

    /// <summary>Somebody else has proved the number. Proving it again keeps it.</summary>
    NumberClaimed,

    /// <summary>The number belongs to somebody else now, and the account has none.</summary>
    NumberLost,
}

namespace Ytx.Identity.Limits;

/// <summary>Who is limited by an allowance.</summary>
public enum AllowanceSubject
{
    /// <summary>The user for whom a call is asked.</summary>
    User,

    /// <summary>The client address from which it is asked.</summary>
    ClientAddress,

    /// <summary>The whole application.</summary>
    Application,

    /// <summary>Numbers that are alike but for their last digits.</summary>
    Prefix,

    /// <summary>The number that would ring.</summary>
    Number,
}

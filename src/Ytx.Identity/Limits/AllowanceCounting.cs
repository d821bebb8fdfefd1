namespace Ytx.Identity.Limits;

/// <summary>What an allowance counts.</summary>
public enum AllowanceCounting
{
    /// <summary>Every call of its subject.</summary>
    Calls,

    /// <summary>Different items: a call to an item that the window already holds takes nothing more.</summary>
    DifferentItems,

    /// <summary>The calls to each item apart from those to any other.</summary>
    CallsToEachItem,
}

namespace Ytx.Voice.Simulator;

/// <summary>What a <see cref="PushFault"/> does to a push.</summary>
public enum PushFaultKind
{
    /// <summary>It is sent later.</summary>
    Late,

    /// <summary>It is sent twice.</summary>
    Twice,

    /// <summary>It is sent after the push that follows it.</summary>
    OutOfOrder,

    /// <summary>It is not sent.</summary>
    Lost,

    /// <summary>It is sent with something wrong in it.</summary>
    Forged,
}

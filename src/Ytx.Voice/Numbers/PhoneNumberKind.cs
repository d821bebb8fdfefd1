namespace Ytx.Voice;

/// <summary>What kind of line a number belongs to, as its country's numbering plan says.</summary>
public enum PhoneNumberKind
{
    /// <summary>A mobile phone.</summary>
    Mobile,

    /// <summary>A landline.</summary>
    FixedLine,

    /// <summary>A mobile phone or a landline, where the numbering plan does not tell them apart.</summary>
    FixedLineOrMobile,

    /// <summary>A number that is free for the caller.</summary>
    TollFree,

    /// <summary>A number that costs the caller extra.</summary>
    PremiumRate,

    /// <summary>A number whose cost is shared between caller and callee.</summary>
    SharedCost,

    /// <summary>A number on the internet, satellite numbers among them.</summary>
    VoiceOverIp,

    /// <summary>A personal number that is routed onward.</summary>
    Personal,

    /// <summary>A pager.</summary>
    Pager,

    /// <summary>A company's number that is routed onward.</summary>
    Company,

    /// <summary>A mailbox.</summary>
    Voicemail,
}

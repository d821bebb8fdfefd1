namespace Ytx.Voice;

/// <summary>Why a text is not a phone number that can be called.</summary>
public enum PhoneNumberError
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>There is no text.</summary>
    Empty,

    /// <summary>It is longer than any number, however it is written.</summary>
    TooLong,

    /// <summary>It has letters.</summary>
    Letters,

    /// <summary>It has an extension, or tones to dial after the call is answered.</summary>
    Extension,

    /// <summary>It has characters that no number is written with.</summary>
    Characters,

    /// <summary>
    /// No numbering plan has such a number: a digit too few or too many, an area code that is missing, or one before a
    /// service number such as 95588.
    /// </summary>
    NotInUse,
}

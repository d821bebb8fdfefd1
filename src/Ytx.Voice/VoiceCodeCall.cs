using System.Buffers;
using System.Globalization;

namespace Ytx.Voice;

/// <summary>One call to place: whom to ring and what to say.</summary>
/// <remarks>Not a record: a generated <c>ToString</c> would print the code.</remarks>
public sealed class VoiceCodeCall
{
    /// <summary>The most characters a code may have: the gateway takes fewer than 20.</summary>
    public const int MaxCodeLength = 19;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Less than zero for null, which is half the size: P2 counts bytes.
    private readonly long _validFor = -1;

    /// <summary>Creates a call.</summary>
    /// <param name="to">The number to ring.</param>
    /// <param name="code">The code to speak: 1 to 19 ASCII letters and digits.</param>
    /// <exception cref="ArgumentException"><paramref name="code"/> is empty, too long or has other characters.</exception>
    public VoiceCodeCall(PhoneNumber to, string code)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(code);
        if (code.Length is 0 or > MaxCodeLength || code.AsSpan().ContainsAnyExcept(Allowed))
        {
            throw new ArgumentException($"A code has 1 to {MaxCodeLength} ASCII letters and digits.", nameof(code));
        }

        To = to;
        Code = code;
    }

    /// <summary>The number to ring.</summary>
    public PhoneNumber To { get; }

    /// <summary>The code to speak. Secret: never to be logged.</summary>
    public string Code { get; }

    /// <summary>How much longer the code is valid, zero or more, for vendors that say it; null if that is not known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan? ValidFor
    {
        get => _validFor < 0 ? null : TimeSpan.FromTicks(_validFor);
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value?.Ticks ?? 0, nameof(value));
            _validFor = value?.Ticks ?? -1;
        }
    }

    /// <summary>What kind of thing the code is for, for vendors whose template says it; null if that is not known.</summary>
    public VoiceCodePurposeKind? PurposeKind { get; init; }

    /// <summary>
    /// The language of the person who asked, <see cref="CultureInfo.CurrentUICulture"/> of the request, for vendors that speak
    /// several; null if that is not known.
    /// </summary>
    public CultureInfo? Culture { get; init; }

    /// <summary>
    /// The user's id, which means nothing to a vendor but that it is the same user: for vendors that limit or report by user. Null
    /// if there is no user. Personal data; the YTX gateway is not told.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>Names the masked number only.</summary>
    public override string ToString() => $"Voice call to {To.Masked}";
}

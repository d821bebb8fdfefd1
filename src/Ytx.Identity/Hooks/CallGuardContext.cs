using System.Net;
using Ytx.Voice;

namespace Ytx.Identity.Hooks;

/// <summary>The call that an <see cref="ICallGuard"/> is asked about.</summary>
public sealed class CallGuardContext
{
    /// <summary>The number that would ring. Personal data.</summary>
    public required PhoneNumber Number { get; init; }

    /// <summary>Whether the user has confirmed this number as his own.</summary>
    public required bool IsConfirmedNumber { get; init; }

    /// <summary>The id of the user whose phone would be called; null where a number is verified without one. Personal data.</summary>
    public required string? UserId { get; init; }

    /// <summary>What the code is for; a number in it is in E.164.</summary>
    public required string Purpose { get; init; }

    /// <summary>The kind of the purpose.</summary>
    public required VoiceCodePurposeKind PurposeKind { get; init; }

    /// <summary>The address of the connection; null outside of a request, and for one without an address. Personal data.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>The kind of the purpose only.</summary>
    public override string ToString() => PurposeKind.ToString();
}

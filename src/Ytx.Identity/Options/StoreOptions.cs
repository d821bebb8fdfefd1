using System.ComponentModel.DataAnnotations;

namespace Ytx.Identity;

/// <summary>Where codes and counted calls are kept: configuration section <c>Ytx:Store</c>.</summary>
public sealed class StoreOptions
{
    internal const int MinKeyLength = 32;

    /// <summary>
    /// The secret under which a shared store hashes users, numbers and addresses: 32 bytes or more in Base64, the same on
    /// every host. Required by shared stores, unused in process. Default none. Changing it forgets all waiting codes and
    /// counted calls.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>
    /// How many codes may wait in process, 1,000 to 100,000,000. Default 1,000,000. Beyond it new ones are refused as
    /// unavailable; those that wait go on working.
    /// </summary>
    [Range(1_000, 100_000_000)]
    public int MaxWaitingCodes { get; set; } = 1_000_000;
}

using System.Globalization;
using Microsoft.AspNetCore.Identity;

namespace Ytx.Identity.Phones;

/// <summary>
/// When something was done with an account's number, as tokens of the user, which need no column. Each says of which number it is: what
/// was noted of one is not taken for another's that the account has later.
/// </summary>
internal sealed class PhoneTimes<TUser>(UserManager<TUser> users)
    where TUser : class
{
    /// <summary>The account proved the number.</summary>
    public const string Proved = "PhoneProvedAt";

    /// <summary>Somebody else proved it.</summary>
    public const string Claimed = "PhoneClaimedAt";

    /// <summary>Somebody asked for a way back by it.</summary>
    public const string WayBack = "PhoneWayBackAt";

    private const string Provider = "[YtxVoice]";

    public async Task<DateTimeOffset?> FindAsync(TUser user, string name, string number) =>
        (await users.GetAuthenticationTokenAsync(user, Provider, name).ConfigureAwait(false))?.Split(' ') is [var of, var at] && of == number
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    public Task<IdentityResult> SetAsync(TUser user, string name, string number, DateTimeOffset at) => users.SetAuthenticationTokenAsync(
        user, Provider, name, string.Create(CultureInfo.InvariantCulture, $"{number} {at.ToUnixTimeMilliseconds()}"));

    public Task<IdentityResult> RemoveAsync(TUser user, string name) => users.RemoveAuthenticationTokenAsync(user, Provider, name);
}

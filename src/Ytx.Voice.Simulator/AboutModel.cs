using System.Security.Cryptography;
using System.Text;

namespace Ytx.Voice.Simulator;

/// <summary>
/// What <c>GET /_simulator</c> says: that this is a simulator, and which account it plays. Instead of the token it shows
/// an HMAC under it, by which a program that has the same token knows it.
/// </summary>
internal sealed record AboutModel(string Name, string AccountSid, string AppId, string TokenMark)
{
    public const string Path = "/_simulator";

    public static AboutModel Of(SimulatorOptions options) => new(
        "Ytx.Voice.Simulator",
        options.AccountSid,
        options.AppId,
        Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(options.AuthToken), Encoding.UTF8.GetBytes($"{options.AccountSid}|{options.AppId}"))));
}

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>One script that was sent, by its text or by its hash.</summary>
/// <param name="Name">Its hash.</param>
/// <param name="Keys">Its keys.</param>
internal sealed record AskedScript(string Name, string Keys)
{
    public bool HasManyKeys => Keys.Contains(' ');
}

using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Races;

/// <summary>
/// The same on Garnet, which runs the scripts of different connections at the same time: only the keys that a script names
/// before it runs are its own.
/// </summary>
public sealed class GarnetRaceTests : RaceTests
{
    protected override RedisServerOptions Server { get; } = new() { IsGarnet = true };
}

using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What holds in every store while many ask at once, on a cluster of three.</summary>
[Collection(HeavyLoad.Name)]
public sealed class RedisClusterRaceContractTests(RedisClusterFixture server) : SharedRaceTests(server), IClassFixture<RedisClusterFixture>;

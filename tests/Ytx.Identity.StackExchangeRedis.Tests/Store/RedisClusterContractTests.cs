using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store does, on a cluster of three.</summary>
public sealed class RedisClusterContractTests(RedisClusterFixture server) : SharedContractTests(server), IClassFixture<RedisClusterFixture>;

using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store of calls does, on a Redis Cluster.</summary>
public sealed class RedisClusterCallStoreTests(RedisClusterFixture server) : SharedCallStoreTests(server), IClassFixture<RedisClusterFixture>;

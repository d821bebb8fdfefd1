using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>Proofs of numbers on a cluster of three.</summary>
public sealed class RedisClusterPhoneTests(RedisClusterFixture server) : SharedPhoneTests(server), IClassFixture<RedisClusterFixture>;

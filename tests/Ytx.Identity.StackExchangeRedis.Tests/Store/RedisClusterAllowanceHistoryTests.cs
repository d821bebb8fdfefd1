using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store allows, on a cluster of three.</summary>
public sealed class RedisClusterAllowanceHistoryTests(RedisClusterFixture server) : SharedHistoryTests(server), IClassFixture<RedisClusterFixture>;

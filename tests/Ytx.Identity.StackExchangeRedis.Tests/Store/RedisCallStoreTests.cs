using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store of calls does, on one Redis.</summary>
public sealed class RedisCallStoreTests(RedisFixture server) : SharedCallStoreTests(server), IClassFixture<RedisFixture>;

using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store does, on one Redis.</summary>
public sealed class RedisContractTests(RedisFixture server) : SharedContractTests(server), IClassFixture<RedisFixture>;

using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What holds in every store while many ask at once, on one Redis.</summary>
[Collection(HeavyLoad.Name)]
public sealed class RedisRaceContractTests(RedisFixture server) : SharedRaceTests(server), IClassFixture<RedisFixture>;

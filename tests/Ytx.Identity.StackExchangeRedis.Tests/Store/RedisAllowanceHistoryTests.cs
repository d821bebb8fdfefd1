using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store allows, on one Redis.</summary>
public sealed class RedisAllowanceHistoryTests(RedisFixture server) : SharedHistoryTests(server), IClassFixture<RedisFixture>;

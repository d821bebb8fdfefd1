using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>Proofs of numbers on one Redis.</summary>
public sealed class RedisPhoneTests(RedisFixture server) : SharedPhoneTests(server), IClassFixture<RedisFixture>;

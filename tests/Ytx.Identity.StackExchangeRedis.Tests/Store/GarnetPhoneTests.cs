using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>Proofs of numbers on Garnet.</summary>
public sealed class GarnetPhoneTests(GarnetFixture server) : SharedPhoneTests(server), IClassFixture<GarnetFixture>;

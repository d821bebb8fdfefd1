using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store of calls does, on Garnet.</summary>
public sealed class GarnetCallStoreTests(GarnetFixture server) : SharedCallStoreTests(server), IClassFixture<GarnetFixture>;

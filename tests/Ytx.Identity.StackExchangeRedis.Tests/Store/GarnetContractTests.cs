using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store does, on Garnet.</summary>
public sealed class GarnetContractTests(GarnetFixture server) : SharedContractTests(server), IClassFixture<GarnetFixture>;

using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What holds in every store while many ask at once, on Garnet.</summary>
[Collection(HeavyLoad.Name)]
public sealed class GarnetRaceContractTests(GarnetFixture server) : SharedRaceTests(server), IClassFixture<GarnetFixture>;

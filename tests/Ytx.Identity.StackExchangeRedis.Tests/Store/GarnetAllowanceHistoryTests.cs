using Ytx.Identity.StackExchangeRedis.Tests.Servers;

namespace Ytx.Identity.StackExchangeRedis.Tests.Store;

/// <summary>What every store allows, on Garnet.</summary>
public sealed class GarnetAllowanceHistoryTests(GarnetFixture server) : SharedHistoryTests(server), IClassFixture<GarnetFixture>;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>One key as it lies in the server: of a hash the names too, of a sorted set the scores too.</summary>
public sealed record DumpedKey(byte[] Key, IReadOnlyList<byte[]> Values);

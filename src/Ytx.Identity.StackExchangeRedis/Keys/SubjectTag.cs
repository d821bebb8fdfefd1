namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What stands in Redis for a user, a number or an address.</summary>
/// <param name="Hash">Who it is, by a hash that never leaves the process.</param>
/// <param name="Text">The hash tag of its keys: 96 bits of its HMAC in 16 characters.</param>
/// <param name="Item">64 bits of it, for where items are counted.</param>
internal sealed record SubjectTag(UInt128 Hash, string Text, ulong Item);

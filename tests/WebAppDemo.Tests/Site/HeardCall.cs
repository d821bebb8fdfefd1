namespace WebAppDemo.Tests;

/// <summary>A call as the simulator's JSON tells it.</summary>
public sealed record HeardCall(string RequestId, string Dst, string Code);

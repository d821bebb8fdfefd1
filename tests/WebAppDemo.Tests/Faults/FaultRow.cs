namespace WebAppDemo.Tests;

/// <summary>A row of the table in docs/gateway-faults.md: as it is written, or as it was seen.</summary>
internal sealed record FaultRow(
    string Fault, string Placed, string Posts, string CodeIsValid, string IsSpent, string Kind, string Read, string Logged);

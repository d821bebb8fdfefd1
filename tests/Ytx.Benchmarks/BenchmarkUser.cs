namespace Ytx.Benchmarks;

internal sealed class BenchmarkUser
{
    public required string Id { get; init; }

    public required string PhoneNumber { get; init; }

    public string SecurityStamp { get; } = Guid.NewGuid().ToString("N").ToUpperInvariant();
}

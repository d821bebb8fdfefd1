namespace Ytx.Voice.Simulator.Tests;

/// <summary>What checks the client must not share its code: a mistake of both would look right.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void Simulator_References_KnowNothingOfTheClient() => Assert.DoesNotContain(
        typeof(YtxSimulator).Assembly.GetReferencedAssemblies(),
        reference => reference.Name!.StartsWith("Ytx.", StringComparison.Ordinal));
}

namespace Ytx.Voice.Tool.Tests;

/// <summary>What the tool may know: see docs/architecture.md.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void Tool_References_KnowVoiceIdentityAndTheSimulatorOnly() => Assert.Equal(
        ["Ytx.Identity", "Ytx.Voice", "Ytx.Voice.Simulator"],
        typeof(DoctorCommand).Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Ytx.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));
}

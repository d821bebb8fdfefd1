using System.Reflection;
using OpenTelemetry.Metrics;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

/// <summary>Arrows point downwards only: see docs/architecture.md.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void Voice_References_KnowNothingOfIdentityOrTheWeb() => Assert.DoesNotContain(
        References(typeof(PhoneNumber).Assembly),
        name => name.StartsWith("Ytx.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.Identity", StringComparison.Ordinal));

    [Fact]
    public void Identity_References_KnowVoiceOnly() => Assert.Equal(
        ["Ytx.Voice"],
        References(typeof(VoiceCodeOptions).Assembly).Where(name => name.StartsWith("Ytx.", StringComparison.Ordinal)));

    [Fact]
    public void OpenTelemetry_References_KnowItsApiAndNothingOfOurs() => Assert.Equal(
        ["OpenTelemetry.Api"],
        References(typeof(YtxVoiceMeterProviderBuilderExtensions).Assembly)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));

    private static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
}

using System.Reflection;
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

    private static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
}

using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Ytx.Voice.Simulator.Tests;

/// <summary>What checks the client must not share its code: a mistake of both would look right.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void Simulator_References_KnowTheClientsSettingsOnly()
    {
        using var file = File.OpenRead(typeof(YtxSimulator).Assembly.Location);
        using var assembly = new PEReader(file);
        var metadata = assembly.GetMetadataReader();

        var used = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Where(type => type.ResolutionScope.Kind is HandleKind.AssemblyReference && metadata.GetString(metadata
                .GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name).StartsWith("Ytx.", StringComparison.Ordinal))
            .Select(type => metadata.GetString(type.Name))
            .Order(StringComparer.Ordinal);

        // AddYtxHandset fills them in. Environment is among them.
        Assert.Equal(["YtxEnvironment", "YtxVoiceOptions"], used);
    }
}

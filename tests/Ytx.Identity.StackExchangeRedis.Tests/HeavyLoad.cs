namespace Ytx.Identity.StackExchangeRedis.Tests;

/// <summary>Tests that use up the machine or measure time under load: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeavyLoad
{
    public const string Name = "Heavy load";
}

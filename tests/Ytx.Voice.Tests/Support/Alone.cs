namespace Ytx.Voice.Tests;

/// <summary>Tests that no other test runs beside, because a listener there would be one here too.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

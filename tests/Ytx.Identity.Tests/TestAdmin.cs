namespace Ytx.Identity.Tests;

/// <summary>Another type of user beside <see cref="TestUser"/>, as sites have them for their staff.</summary>
public sealed class TestAdmin : TestUser;

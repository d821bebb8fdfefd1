namespace Ytx.Identity;

/// <summary>Whose log-in waits in this request, where that is known: a feature of a request that brings a token instead of the cookie.</summary>
/// <param name="UserType">The type of the user.</param>
internal sealed record LogInOwner(Type UserType);

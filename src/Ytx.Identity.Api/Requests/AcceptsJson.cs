namespace Ytx.Identity.Api;

/// <summary>The content types that endpoints with a body name to routing and to OpenAPI.</summary>
internal static class AcceptsJson
{
    public const string ContentType = "application/json";
    public const string Any = "*/*";
}

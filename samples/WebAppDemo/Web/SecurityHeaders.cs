namespace WebAppDemo;

/// <summary>Response headers for every answer. Static files replace the caching rule by their own.</summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // As antiforgery wants them; it would warn on every page that it has to set them.
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
        // Not no-referrer: a passkey's answer must come with this site's Origin, which that would take away.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    });
}

using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WebAppDemo;

/// <summary>
/// Health as lines of text: one word for all, then each check with what it found. No line holds a secret, but who is
/// outside need not know where the site hurts: there it is the word alone.
/// </summary>
internal static class HealthPage
{
    public static void MapHealthPage(this WebApplication app) => app.MapHealthChecks("/health", new HealthCheckOptions
    {
        ResponseWriter = app.Environment.IsDevelopment() ? WriteChecksAsync : WriteWordAsync,
    });

    private static Task WriteWordAsync(HttpContext context, HealthReport report) => WriteAsync(context, $"{report.Status}\n");

    private static Task WriteChecksAsync(HttpContext context, HealthReport report) => WriteAsync(context, string.Concat(
        report.Entries.OrderBy(check => check.Key, StringComparer.Ordinal)
            .Select(check => $"{check.Key,-25}  {check.Value.Status,-9}  {check.Value.Description}\n")
            .Prepend($"{report.Status}\n\n")));

    private static Task WriteAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}

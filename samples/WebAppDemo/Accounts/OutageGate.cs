using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace WebAppDemo;

/// <summary>
/// Lets pages answer "try later" where it cannot be known whether a session has ended, and until the keys of cookies and
/// forms have been read once. If they are in a Redis that was away at start, a page with a form would fail, and TempData
/// would delete its cookie, which it takes for a forged one. Once read, the keys stay in memory, and an outage is nothing to
/// them.
/// </summary>
internal sealed partial class OutageGate(RequestDelegate next, IDataProtectionProvider protection, ILogger<OutageGate> logger)
{
    private readonly IDataProtector _protector = protection.CreateProtector(nameof(OutageGate));
    private volatile bool _areKeysRead;

    public Task InvokeAsync(HttpContext context)
    {
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<ActionDescriptor>() is not null;
        if (!isPage || context.Features.Get<IStatusCodeReExecuteFeature>() is not null
            || (AreKeysRead() && !Sessions.IsUnknown(context)))
        {
            return next(context);
        }

        // The error page must not delete cookies because they cannot be read now.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.SetCookie = default;
            return Task.CompletedTask;
        });
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "10";
        return Task.CompletedTask;
    }

    private bool AreKeysRead()
    {
        try
        {
            return _areKeysRead = _areKeysRead || _protector.Protect([]).Length > 0;
        }
        catch (CryptographicException exception)
        {
            Log.NoKeys(logger, exception.GetBaseException().Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "The keys of cookies and forms cannot be read, so pages answer that one should try later. {Reason}")]
        public static partial void NoKeys(ILogger logger, string reason);
    }
}

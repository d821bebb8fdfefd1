using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ytx.Voice.Simulator;

/// <summary>
/// What stands before every endpoint. The simulator shows codes without asking who looks, so a web site open in the
/// same browser must neither read it (Host check against DNS rebinding, no CORS) nor steer it (Origin check).
/// </summary>
internal sealed partial class RequestGuard(SimulatorOptions options, ILogger logger, CancellationToken stopping)
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.Server = "Ytx.Voice.Simulator";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        if (Refuse(context.Request) is { } problem)
        {
            Log.Refused(logger, problem.Status);
            await problem.ToResult().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        await RunAsync(context, next).ConfigureAwait(false);
    }

    private ProblemModel? Refuse(HttpRequest request)
    {
        if (!options.AllowNonLoopback && !IsLoopback(request.Host.Host))
        {
            return new ProblemModel(
                StatusCodes.Status400BadRequest,
                "The Host header does not name this machine.",
                $"Use localhost, 127.0.0.1 or [::1], or set {nameof(SimulatorOptions)}."
                    + $"{nameof(SimulatorOptions.AllowNonLoopback)}.");
        }

        // Whatever the path: routing takes more spellings of it than a comparison here would.
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        var origin = request.Headers.Origin.ToString();
        return changes && origin.Length > 0
            && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            ? new ProblemModel(
                StatusCodes.Status403Forbidden,
                "Another web site sent this.",
                "The Origin header must be the simulator's own.")
            : null;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsGone(exception, context))
        {
            Log.Gone(logger);
            context.Abort();
        }
        catch (BadHttpRequestException exception)
        {
            Log.Refused(logger, exception.StatusCode);
            context.Response.StatusCode = exception.StatusCode;
        }
#pragma warning disable CA1031 // the outermost boundary of a request
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Only where it happened: a message might quote what the request held.
            Log.Failed(logger, exception.GetType().Name, exception.StackTrace);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            if (context.Request.Path.StartsWithSegments("/_simulator", StringComparison.OrdinalIgnoreCase))
            {
                await new ProblemModel(StatusCodes.Status500InternalServerError, "The simulator failed.", "Its log says where.")
                    .ToResult().ExecuteAsync(context).ConfigureAwait(false);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status200OK;
            await GatewayEndpoint.WriteAsync(
                context, GatewayAnswer.Refused(GatewayStatus.InternalError, "a fault of the simulator, see its log"))
                .ConfigureAwait(false);
        }
    }

    private bool IsGone(Exception exception, HttpContext context) =>
        exception is OperationCanceledException or IOException
        && exception is not BadHttpRequestException
        && (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested);

    private static partial class Log
    {
        [LoggerMessage(304, LogLevel.Warning, "The simulator refused a request with HTTP status {Status}.")]
        public static partial void Refused(ILogger logger, int status);

        [LoggerMessage(305, LogLevel.Debug, "A client of the simulator went away before its answer.")]
        public static partial void Gone(ILogger logger);

        [LoggerMessage(306, LogLevel.Error, "The simulator failed on a request with {Exception} at {StackTrace}")]
        public static partial void Failed(ILogger logger, string exception, string? stackTrace);
    }
}

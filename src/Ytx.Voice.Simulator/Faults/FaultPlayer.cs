using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Ytx.Voice.Simulator;

/// <summary>Plays the part of a fault that comes before the request is judged.</summary>
internal sealed class FaultPlayer(TimeProvider clock)
{
    private const int OversizeChunks = 16;
    private const int OversizeChunkLength = 64 * 1024;

    /// <returns>Whether the fault was the whole answer; otherwise the request goes on.</returns>
    public async Task<bool> PlayAsync(SimulatorFault fault, HttpContext context, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case SimulatorFaultKind.Delay:
                await Task.Delay(fault.Duration!.Value, clock, cancellationToken).ConfigureAwait(false);
                return false;
            case SimulatorFaultKind.CutAfter:
                return false;
            case SimulatorFaultKind.CutBefore:
                context.Abort();
                return true;
            case SimulatorFaultKind.Refuse:
                var message = fault.StatusMessage ?? "模拟的拒绝: scripted fault";
                var answer = new GatewayAnswer(fault.StatusCode!, message, string.Empty);
                await GatewayEndpoint.WriteAsync(context, answer).ConfigureAwait(false);
                return true;
            case SimulatorFaultKind.Http:
                context.Response.StatusCode = fault.HttpStatus!.Value;
                context.Response.Headers.RetryAfter =
                    ((long?)fault.RetryAfter?.TotalSeconds)?.ToString(CultureInfo.InvariantCulture);
                return true;
            case SimulatorFaultKind.Garbage:
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync("<html>not the answer", cancellationToken).ConfigureAwait(false);
                return true;
            default:
                await WriteOversizeAsync(context.Response, cancellationToken).ConfigureAwait(false);
                return true;
        }
    }

    private static async Task WriteOversizeAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json;charset=utf-8";
        await response.WriteAsync("""{"statusCode":"0","statusMsg":" """, cancellationToken).ConfigureAwait(false);
        var padding = Encoding.ASCII.GetBytes(new string('x', OversizeChunkLength));
        for (var chunk = 0; chunk < OversizeChunks; chunk++)
        {
            await response.Body.WriteAsync(padding, cancellationToken).ConfigureAwait(false);
        }

        await response.WriteAsync("\",\"requestId\":\"0000000000000000\"}", cancellationToken).ConfigureAwait(false);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Ytx.Voice.Simulator;

/// <summary>The gateway itself: takes a request, plays the next fault, asks the rules, records the call.</summary>
internal sealed partial class GatewayEndpoint(
    SimulatorOptions options,
    CallLog calls,
    FaultQueue faults,
    TimeProvider clock,
    ILogger logger,
    CancellationToken stopping)
{
    public const int MaxBodyLength = 64 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly GatewayRules _rules = new(options, clock);
    private readonly FaultPlayer _player = new(clock);
    private readonly RequestIds _requestIds = new(clock);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        // Routing would match literals in either case; the rules compare the parts themselves.
        endpoints.Map("/{version}/{sid}/{accountSid}/{func}/{function}", HandleAsync);
        endpoints.MapFallback("{*path}", RefuseAddressAsync);
    }

    public static Task WriteAsync(HttpContext context, GatewayAnswer answer)
    {
        context.Response.ContentType = "application/json;charset=utf-8";
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, SimulatorJson.Readable.GatewayAnswer);
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Post;
            await AnswerAsync(context, GatewayAnswer.Refused(GatewayStatus.IllegalParameter, "the method must be POST"))
                .ConfigureAwait(false);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var fault = faults.Take();
        if (fault is not null && await _player.PlayAsync(fault, context, ending.Token).ConfigureAwait(false))
        {
            Log.FaultPlayed(logger, fault.Kind);
            return;
        }

        var request = await ReadAsync(context.Request, ending.Token).ConfigureAwait(false);
        var answer = _rules.Refuse(request, out var body) ?? Accept(request, body);
        if (fault?.Kind == SimulatorFaultKind.CutAfter && answer.StatusCode == GatewayStatus.Accepted.Code)
        {
            context.Abort();
            Log.FaultPlayed(logger, fault.Kind);
            return;
        }

        await AnswerAsync(context, answer).ConfigureAwait(false);
    }

    private Task RefuseAddressAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return AnswerAsync(context, GatewayAnswer.Refused(
            GatewayStatus.IllegalParameter, "the path must be /201512/sid/{accountSID}/call/{funcURL}"));
    }

    private async Task AnswerAsync(HttpContext context, GatewayAnswer answer)
    {
        await WriteAsync(context, answer).ConfigureAwait(false);
        Log.Answered(logger, answer.StatusCode);
    }

    private static async Task<GatewayRequest> ReadAsync(HttpRequest request, CancellationToken cancelled) => new()
    {
        Version = Part(request, "version"),
        Sid = Part(request, "sid"),
        AccountSid = Part(request, "accountSid"),
        Func = Part(request, "func"),
        Function = Part(request, "function"),
        // Looking a parameter up by name would take its name in any case.
        Sign = request.Query.FirstOrDefault(parameter => parameter.Key == "Sign").Value.ToString(),
        Authorization = request.Headers.Authorization.ToString(),
        AcceptsJson = AcceptsJson(request.Headers.Accept),
        Body = await BoundedBody.ReadAsync(request, MaxBodyLength, cancelled).ConfigureAwait(false),
    };

    // RFC 9110, 12.5.1: no header means any type.
    private static bool AcceptsJson(StringValues accept) =>
        StringValues.IsNullOrEmpty(accept)
        || (MediaTypeHeaderValue.TryParseList(accept, out var types)
            && types.Any(type => type.Quality is not 0 && Json.IsSubsetOf(new MediaTypeHeaderValue(type.MediaType))));

    private static string Part(HttpRequest request, string name) => (string)request.RouteValues[name]!;

    private GatewayAnswer Accept(GatewayRequest request, GatewayBody body)
    {
        var call = new SimulatedCall(_requestIds.Next(), clock.GetUtcNow(), options.RingTime, clock)
        {
            Dst = body["dst"]!,
            Code = body["code"] ?? body.Datas.Where(GatewayRules.IsCode).MaxBy(data => data.Length) ?? "",
            Time = body["time"] ?? "2",
            Dstclid = body["dstclid"],
            Action = body.Action!,
            Function = request.Function,
            TemplateId = body["templateId"],
            Datas = body.Datas,
            Speed = body["speed"],
        };
        calls.Add(call);
        return GatewayAnswer.Accepted(call.RequestId);
    }

    private static partial class Log
    {
        [LoggerMessage(302, LogLevel.Information, "Simulated gateway: request answered {StatusCode}.")]
        public static partial void Answered(ILogger logger, string statusCode);

        [LoggerMessage(303, LogLevel.Information, "Simulated gateway: request got the scripted fault {Fault}.")]
        public static partial void FaultPlayed(ILogger logger, SimulatorFaultKind fault);
    }
}

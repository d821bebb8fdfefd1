using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Ytx.Voice.Simulator;

/// <summary>The gateway itself: takes a request, plays the next fault, asks the rules, answers, and puts the call through.</summary>
internal sealed partial class GatewayEndpoint(SimulatorParts parts, ILogger logger, CancellationToken stopping)
{
    public const int MaxBodyLength = 64 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly GatewayRules _rules = new(parts.Options, parts.Account, parts.Clock);
    private readonly FaultPlayer _player = new(parts.Clock);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        // Routing would match literals in either case; the rules compare the parts themselves.
        endpoints.Map("/{version}/{sid}/{accountSid}/{func}/{function}", HandleAsync);
        endpoints.MapFallback("{*path}", RefuseAddressAsync);
    }

    public static Task WriteAsync(HttpContext context, GatewayAnswer answer) =>
        WriteAsync(context, answer, SimulatorJson.Readable.GatewayAnswer);

    private static Task WriteAsync<TAnswer>(HttpContext context, TAnswer answer, JsonTypeInfo<TAnswer> type)
    {
        context.Response.ContentType = "application/json;charset=utf-8";
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, type);
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
        var fault = parts.Faults.Take(GatewayRequest.OperationOf(Part(context.Request, "function")));
        if (fault is not null && await _player.PlayAsync(fault, context, ending.Token).ConfigureAwait(false))
        {
            Log.FaultPlayed(logger, fault.Kind);
            return;
        }

        var request = await ReadAsync(context.Request, ending.Token).ConfigureAwait(false);
        if (_rules.Refuse(request, out var body) is { } refusal)
        {
            await AnswerAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        var call = request.Operation is SimulatorOperation.Call ? parts.Switchboard.Accept(request, body) : null;
        try
        {
            if (fault?.Kind is SimulatorFaultKind.CutAfter)
            {
                context.Abort();
                Log.FaultPlayed(logger, fault.Kind);
                return;
            }

            await (call is null
                ? AnswerQueryAsync(context, request.Operation, body)
                : AnswerAsync(context, GatewayAnswer.Accepted(call.RequestId))).ConfigureAwait(false);
        }
        finally
        {
            if (call is not null)
            {
                parts.Switchboard.Begin(call);
            }
        }
    }

    private async Task AnswerQueryAsync(HttpContext context, SimulatorOperation operation, GatewayBody body)
    {
        await (operation is SimulatorOperation.Record
            ? WriteAsync(context, RecordOf(body["lastresid"]!), SimulatorJson.Readable.RecordAnswer)
            : WriteAsync(
                context,
                new BalanceAnswer(parts.Options.AccountSid, parts.Account.Balance),
                SimulatorJson.Readable.BalanceAnswer)).ConfigureAwait(false);
        Log.Answered(logger, GatewayStatus.Accepted.Code);
    }

    private RecordAnswer RecordOf(string requestId) =>
        parts.Calls.Find(requestId) is { EndedAt: not null } call
        && parts.Clock.GetUtcNow() - call.ReceivedAt >= parts.Options.RecordDelay
            ? RecordAnswer.Of(call, parts.Options)
            : RecordAnswer.None;

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

    private static partial class Log
    {
        [LoggerMessage(302, LogLevel.Information, "Simulated gateway: request answered {StatusCode}.")]
        public static partial void Answered(ILogger logger, string statusCode);

        [LoggerMessage(303, LogLevel.Information, "Simulated gateway: request got the scripted fault {Fault}.")]
        public static partial void FaultPlayed(ILogger logger, SimulatorFaultKind fault);
    }
}

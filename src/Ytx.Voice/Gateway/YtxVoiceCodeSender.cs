using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// Places calls through the YTX gateway for one account: one POST a call, never repeated once a byte of it may have left.
/// </summary>
internal sealed partial class YtxVoiceCodeSender : IVoiceCodeSender
{
    private readonly string _client;
    private readonly IHttpMessageHandlerFactory _handlers;
    private readonly IOptionsMonitor<YtxVoiceOptions> _options;
    private readonly VoiceTelemetry _telemetry;
    private readonly TimeProvider _timeProvider;
    private readonly string? _environment;
    private readonly ILogger _logger;
    private GatewayAccount? _account;

    /// <summary>
    /// Creates the sender of an account; the one without a name is the application's own. Without a host there is no
    /// environment, and a simulator is welcome.
    /// </summary>
    public YtxVoiceCodeSender(
        string name, IHttpMessageHandlerFactory handlers, IOptionsMonitor<YtxVoiceOptions> options, VoiceTelemetry telemetry,
        TimeProvider timeProvider, string? environment, ILogger<YtxVoiceCodeSender> logger)
    {
        Name = name;
        _client = ClientName(name);
        _handlers = handlers;
        _options = options;
        _telemetry = telemetry;
        _timeProvider = timeProvider;
        _environment = environment;
        _logger = logger;
        telemetry.Watch(this);
    }

    /// <summary>The account's name; empty for the application's own.</summary>
    public string Name { get; }

    /// <summary>The state of the breaker, as the last call left it.</summary>
    public BreakerState State => Volatile.Read(ref _account)?.State ?? BreakerState.Closed;

    /// <summary>The account with its settings of now.</summary>
    /// <exception cref="OptionsValidationException">They do not hold.</exception>
    public GatewayAccount Account
    {
        get
        {
            var settings = _options.Get(Name);
            var account = Volatile.Read(ref _account);
            if (account is null || account.Options != settings)
            {
                // Two that come at once may each make one; the last stays.
                account = new GatewayAccount(Name, settings, _timeProvider, _logger);
                Volatile.Write(ref _account, account);
            }

            return account;
        }
    }

    /// <summary>The name of an account's HTTP client, under which an application can put handlers on it.</summary>
    public static string ClientName(string name) =>
        name.Length is 0 ? nameof(YtxVoiceCodeSender) : $"{nameof(YtxVoiceCodeSender)}:{name}";

    public async Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var measured = _telemetry.Begin(Name);
        GatewayAccount account;
        try
        {
            account = Account;
        }
        catch (OptionsValidationException exception)
        {
            // Settings that were changed while running and do not hold: nothing was sent. The message names keys, no values.
            _telemetry.Misconfigured(measured);
            Log.SettingsFailed(_logger, exception.Message);
            return VoiceCallOutcome.Refused(VoiceCallFailure.Configuration, exception.Message);
        }

        var isTrial = false;
        try
        {
            var outcome = account.Enter(out isTrial) ?? await PlaceAsync(call, account, isTrial, cancellationToken).ConfigureAwait(false);
            account.Note(isTrial, outcome);
            _telemetry.Ended(measured, outcome);
            Say(outcome, account);
            return outcome;
        }
        catch (OperationCanceledException)
        {
            account.Leave(isTrial);
            _telemetry.Cancelled(measured);
            throw;
        }
    }

    public bool CanRing(string region) => IsRung(region);

    /// <summary>The document gives numbers of mainland China only.</summary>
    public static bool IsRung(string region) => region is PhoneNumber.DefaultRegion;

    // One limit of time over all: the wait for a turn, connecting, the request, the whole answer.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    [SuppressMessage("Design", "CA1031", Justification = "The boundary to handlers that an application puts on the client.")]
    private async ValueTask<VoiceCallOutcome> PlaceAsync(
        VoiceCodeCall call, GatewayAccount account, bool isTrial, CancellationToken cancellationToken)
    {
        if (YtxCallBody.Refuse(call, account.Options) is { } refusal)
        {
            return refusal;
        }

        using var content = new OneTimeContent(
            JsonSerializer.SerializeToUtf8Bytes(YtxCallBody.Of(call, account.Options), YtxJson.Default.YtxCallBody));
        using var time = new CancellationTokenSource(account.Options.Timeout, _timeProvider);
        using var either = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken) : null;
        var end = either?.Token ?? time.Token;
        var hasTurn = false;
        try
        {
            var (lease, noTurn) = await account.TurnAsync(isTrial, end).ConfigureAwait(false);
            using var turn = lease;
            if (noTurn is not null)
            {
                return noTurn;
            }

            hasTurn = true;
            using var request = CreateRequest(account.Options, _timeProvider.GetUtcNow());
            request.Content = content;
            using var client = new HttpMessageInvoker(_handlers.CreateHandler(_client), disposeHandler: false);
            using var response = await client.SendAsync(request, end).ConfigureAwait(false);
            if (RefuseSimulator(account, response) is { } simulator)
            {
                return simulator;
            }

            if (!response.IsSuccessStatusCode)
            {
                return YtxStatus.Refusal(response.StatusCode, RetryAfter(response));
            }

            await response.Content.LoadIntoBufferAsync(YtxAnswer.MaxLength, end).ConfigureAwait(false);
            return Read(YtxAnswer.Parse(await response.Content.ReadAsByteArrayAsync(end).ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return hasTurn ? NoAnswer("in time", content) : account.TooMany();
        }
        catch (HttpRequestException exception)
        {
            return NoAnswer($"({exception.HttpRequestError})", content);
        }
        catch (Exception exception)
        {
            // A handler that the application put on the client, such as a circuit breaker, has exceptions of its own.
            // Whether the call may ring matters for them too. Their text may quote the request, so it stays behind.
            return NoAnswer($"({exception.GetType().Name})", content);
        }
    }

    // Where the settings did not show it: whoever opens the simulator's page has the code, so it must not stay valid.
    private VoiceCallOutcome? RefuseSimulator(GatewayAccount account, HttpResponseMessage response) =>
        _environment is { } environment && GatewayRules.IsOfSimulator(response)
        && GatewayRules.Simulator(account.Options, environment, isSimulator: true) is { Result: CheckResult.Fail } check
            ? VoiceCallOutcome.Refused(VoiceCallFailure.Configuration, $"Gateway, {check.Of(account.Name)}")
            : null;

    private void Say(VoiceCallOutcome outcome, GatewayAccount account)
    {
        if (outcome.Failure is not { } failure)
        {
            Log.Accepted(_logger, outcome.RequestId);
        }
        else if (account.IsToBeSaid(failure))
        {
            var level = LevelOf(failure);
            Log.Failed(_logger, level, failure, outcome.MayRing, outcome.Message);
        }
    }

    private static LogLevel LevelOf(VoiceCallFailure failure) => failure switch
    {
        VoiceCallFailure.Balance => LogLevel.Critical,
        VoiceCallFailure.Configuration => LogLevel.Error,
        _ => LogLevel.Warning,
    };

    /// <summary>The request without its body. Both parts of the proof come from one reading of the clock.</summary>
    internal static HttpRequestMessage CreateRequest(YtxVoiceOptions settings, DateTimeOffset now)
    {
        var signature = YtxSignature.Create(settings.AccountSid, settings.AuthToken, now);
        var address = settings.Address.AbsoluteUri;
        var slash = address.EndsWith('/') ? "" : "/";
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{address}{slash}201512/sid/{settings.AccountSid}/call/{settings.FunctionUsed}?Sign={signature.Sign}");
        // Base64 is no valid scheme for the typed header; the alphabet is safe because the validator holds AccountSid.
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorization);
        return request;
    }

    private static VoiceCallOutcome Read(YtxAnswer? answer) => answer switch
    {
        { StatusCode: YtxStatus.Accepted } => VoiceCallOutcome.Accepted(answer.UsableRequestId),
        { StatusCode: { } refusal } => YtxStatus.Refusal(refusal),
        _ => VoiceCallOutcome.Unknown(
            VoiceCallFailure.Gateway,
            "The gateway answered what is not its documented JSON. Check that Ytx:BaseAddress is the gateway."),
    };

    private static VoiceCallOutcome NoAnswer(string how, OneTimeContent content) => content.MayHaveLeft
        ? VoiceCallOutcome.Unknown(
            VoiceCallFailure.NoAnswer, $"The gateway gave no whole answer {how}; the phone may ring.")
        : VoiceCallOutcome.Refused(
            VoiceCallFailure.Unreachable,
            $"The gateway could not be reached {how}. Check Ytx:BaseAddress, the network and the firewall.");

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - _timeProvider.GetUtcNow());
        return wait is { Ticks: > 0 } ? TimeSpan.FromTicks(Math.Min(wait.Value.Ticks, TimeSpan.TicksPerDay)) : null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The gateway accepted a call as request {RequestId}.")]
        public static partial void Accepted(ILogger logger, string? requestId);

        [LoggerMessage(EventId = 2,
            Message = "A voice call failed ({Failure}, may have been placed: {MayHaveBeenPlaced}). {Explanation}")]
        public static partial void Failed(
            ILogger logger, LogLevel level, VoiceCallFailure failure, bool mayHaveBeenPlaced, string? explanation);

        [LoggerMessage(9, LogLevel.Error, "No call: the gateway's settings do not hold. {Failures}")]
        public static partial void SettingsFailed(ILogger logger, string failures);
    }
}

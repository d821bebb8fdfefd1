using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// Asks every account the same question. One that is unwell beside one that is well is a degradation: calls still go out,
/// if there is a failover.
/// </summary>
internal sealed class AccountsHealthCheck(
    IEnumerable<YtxVoiceCodeSender> senders, Func<GatewayAccount, HealthCheckResult> question) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var answers = senders.Select(sender => (Account: DisplayName(sender.Name), Answer: Ask(sender))).ToList();
        var worst = answers.Select(answer => answer.Answer.Status).DefaultIfEmpty(HealthStatus.Healthy).Min();
        var best = answers.Select(answer => answer.Answer.Status).DefaultIfEmpty(HealthStatus.Healthy).Max();
        var status = worst is HealthStatus.Unhealthy
            ? best is HealthStatus.Unhealthy ? context.Registration.FailureStatus : HealthStatus.Degraded
            : worst;
        return Task.FromResult(new HealthCheckResult(
            status,
            string.Join(' ', answers.Select(answer =>
                answers.Count is 1 ? answer.Answer.Description : $"{answer.Account}: {answer.Answer.Description}")),
            data: answers.ToDictionary(answer => answer.Account, answer => (object)answer.Answer.Status.ToString())));
    }

    public static string DisplayName(string account) => account.Length is 0 ? "default" : account;

    /// <summary>Whether the settings hold.</summary>
    public static HealthCheckResult Settings(GatewayAccount account) =>
        HealthCheckResult.Healthy($"The settings hold, for {account.Options.ActionUsed} at {account.Options.Address.Host}.");

    /// <summary>What the last call showed. Never places one.</summary>
    public static HealthCheckResult LastCall(GatewayAccount account) => account switch
    {
        { LastCallAt: 0 } => HealthCheckResult.Healthy("No call was placed yet."),
        { LastFailure: null } => HealthCheckResult.Healthy($"A call was accepted at {At(account)}."),
        { LastFailure.Failure: VoiceCallFailure.Destination } =>
            HealthCheckResult.Healthy($"The gateway answers; at {At(account)} it refused a number."),
        { LastFailure: var failure } when GatewayBreaker.IsRefusing(failure.Failure) =>
            HealthCheckResult.Unhealthy($"{failure.Message} (at {At(account)})"),
        { LastFailure: var failure } => HealthCheckResult.Degraded($"{failure.Message} (at {At(account)})"),
    };

    /// <summary>Whether calls go out.</summary>
    public static HealthCheckResult Breaker(GatewayAccount account) => account.State switch
    {
        BreakerState.Closed => HealthCheckResult.Healthy("Calls go out."),
        BreakerState.HalfOpen => HealthCheckResult.Degraded("One call is trying the gateway."),
        _ => HealthCheckResult.Unhealthy(
            $"The gateway is left alone for {account.Options.BreakerDuration.TotalSeconds:0} s at a time. {account.LastFailure?.Message}"),
    };

    private HealthCheckResult Ask(YtxVoiceCodeSender sender)
    {
        try
        {
            return question(sender.Account);
        }
        catch (OptionsValidationException exception)
        {
            // Names keys and no values.
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }

    private static string At(GatewayAccount account) =>
        new DateTimeOffset(account.LastCallAt, TimeSpan.Zero).ToString("u", System.Globalization.CultureInfo.InvariantCulture);
}

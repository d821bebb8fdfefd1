using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>
/// Asks every account the same question. One that is unwell beside one that is well is a degradation: calls still go out,
/// if there is a failover.
/// </summary>
internal sealed class PipelineHealthCheck(
    IEnumerable<VoicePipeline> pipelines, Func<VoicePipeline, HealthCheckResult> question) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var answers = pipelines
            .Select(pipeline => (Account: VoiceTelemetry.DisplayName(pipeline.Account), Answer: Ask(pipeline))).ToList();
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

    /// <summary>Whether the settings are valid.</summary>
    public static HealthCheckResult Settings(VoicePipeline pipeline)
    {
        _ = pipeline.State;
        return HealthCheckResult.Healthy(pipeline.Sender is YtxVoiceCodeSender { Options: var options }
            ? $"The settings are valid ({options.ActionUsed}, {options.Address.Host})." : "The settings are valid.");
    }

    /// <summary>What the last call showed. Never places one.</summary>
    public static HealthCheckResult LastCall(VoicePipeline pipeline) => pipeline.State switch
    {
        { LastCallAt: 0 } => HealthCheckResult.Healthy("No call was placed yet."),
        { LastFailure: null } state => HealthCheckResult.Healthy($"A call was accepted at {Time(state)}."),
        { LastFailure.Failure: VoiceCallFailure.Destination } state =>
            HealthCheckResult.Healthy($"The vendor answers; at {Time(state)} it refused a number."),
        { LastFailure: var failure } state when CircuitBreaker.IsRefusing(failure.Failure) =>
            HealthCheckResult.Unhealthy($"{failure.Message} (at {Time(state)})"),
        { LastFailure: var failure } state => HealthCheckResult.Degraded($"{failure.Message} (at {Time(state)})"),
    };

    /// <summary>Whether calls are sent to the vendor.</summary>
    public static HealthCheckResult Breaker(VoicePipeline pipeline) => pipeline.State switch
    {
        { Breaker: BreakerState.Closed } => HealthCheckResult.Healthy("Calls are sent to the vendor."),
        { Breaker: BreakerState.HalfOpen } => HealthCheckResult.Degraded("One call is trying the vendor."),
        var state => HealthCheckResult.Unhealthy(
            $"The circuit breaker is open. After {state.Options.BreakerDuration.TotalSeconds:0} s one call tries the vendor again."
            + state.LastFailureSentence),
    };

    private HealthCheckResult Ask(VoicePipeline pipeline)
    {
        try
        {
            return question(pipeline);
        }
        catch (OptionsValidationException exception)
        {
            // Names keys and no values.
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }

    private static string Time(PipelineState state) =>
        new DateTimeOffset(state.LastCallAt, TimeSpan.Zero).ToString("u", CultureInfo.InvariantCulture);
}

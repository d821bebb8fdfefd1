using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Voice;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of the gateway.</summary>
public static class YtxVoiceHealthChecksExtensions
{
    /// <summary>
    /// Adds four checks of the gateway's accounts, none of which places a call: <c>ytx-voice-configuration</c>, whether
    /// the settings are valid; <c>ytx-voice-gateway</c>, what the last call showed; <c>ytx-voice-breaker</c>, whether calls go
    /// out; <c>ytx-voice-balance</c>, whether the balance is at its floor or above and was told lately, where a floor is set. Of several
    /// accounts, one that is unwell beside one that is well makes it degraded.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="failureStatus">What to report when one fails. Default unhealthy.</param>
    /// <param name="tags">Tags to filter by. Default none.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddYtxVoiceGateway(
        this IHealthChecksBuilder builder, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Add(Check("ytx-voice-configuration", PipelineHealthCheck.Settings))
            .Add(Check("ytx-voice-gateway", PipelineHealthCheck.LastCall))
            .Add(Check("ytx-voice-breaker", PipelineHealthCheck.Breaker))
            .Add(CheckOf("ytx-voice-balance", YtxBalanceCheck.In));

        HealthCheckRegistration Check(string name, Func<VoicePipeline, HealthCheckResult> question) => CheckOf(name, _ => question);

        HealthCheckRegistration CheckOf(string name, Func<IServiceProvider, Func<VoicePipeline, HealthCheckResult>> question) => new(
            name, provider => new PipelineHealthCheck(PipelinesOf(provider), question(provider)), failureStatus, tags);
    }

    private static IEnumerable<VoicePipeline> PipelinesOf(IServiceProvider provider)
    {
        // Asked first: looking at all senders makes them.
        var own = VoiceSenderExtensions.UsedPipeline(provider, "");
        return provider.GetKeyedServices<IVoiceCodeSender>(KeyedService.AnyKey).OfType<VoicePipeline>()
            .Where(pipeline => pipeline.Account.Length > 0 || pipeline == own);
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ytx.Identity.Stores;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks for voice codes.</summary>
public static class YtxHealthChecksExtensions
{
    /// <summary>
    /// Adds a check of the store of voice codes: whether it answers, or in process how full it is. It asks the store
    /// itself, if that is an <see cref="IHealthCheck"/>; a store that is none is called healthy without being asked.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name. Default <c>ytx-voice-store</c>.</param>
    /// <param name="failureStatus">What to report when it fails. Default unhealthy.</param>
    /// <param name="tags">Tags to filter by. Default none.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddYtxVoiceStore(
        this IHealthChecksBuilder builder,
        string name = "ytx-voice-store",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => provider.GetRequiredService<IVoiceCodeStore>() as IHealthCheck ?? new Unasked(),
            failureStatus,
            tags));
    }

    private sealed class Unasked : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(HealthCheckResult.Healthy("The store has no health check of its own."));
    }
}

namespace OpenTelemetry.Metrics;

/// <summary>Metrics of voice calls and codes.</summary>
public static class YtxVoiceMeterProviderBuilderExtensions
{
    /// <summary>
    /// Adds the meters <c>Ytx.Voice</c> and <c>Ytx.Identity</c>: calls, codes, denials, breaker and store. No tag holds a
    /// code, a number, a user or a secret.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static MeterProviderBuilder AddYtxVoiceInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter("Ytx.Voice", "Ytx.Identity");
    }
}

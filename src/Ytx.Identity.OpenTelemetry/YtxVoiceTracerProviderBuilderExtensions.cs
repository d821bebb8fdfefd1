namespace OpenTelemetry.Trace;

/// <summary>Traces of voice calls and codes.</summary>
public static class YtxVoiceTracerProviderBuilderExtensions
{
    /// <summary>
    /// Adds the activity sources <c>Ytx.Voice</c> and <c>Ytx.Identity</c>: a span a call of the gateway and a span a
    /// check of a code. No tag holds a code, a number, a user or a secret.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static TracerProviderBuilder AddYtxVoiceInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource("Ytx.Voice", "Ytx.Identity");
    }
}

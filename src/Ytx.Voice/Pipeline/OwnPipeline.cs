using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice;

/// <summary>
/// Whether calls go through the application's own account, which has no name: where whatever the application calls through has
/// made its pipeline, be it itself, a failover or a decorator. Whose vendor is another one need not fill in its settings.
/// </summary>
internal sealed class OwnPipeline(IServiceProvider provider, VoiceTelemetry telemetry)
{
    private readonly Lazy<VoicePipeline?> _used = new(() =>
    {
        using var scope = provider.CreateScope();
        _ = scope.ServiceProvider.GetService<IVoiceCodeSender>();
        return telemetry.Find("");
    });

    /// <summary>The pipeline; null if no call goes through it. To be asked before anybody looks at all senders, which makes them.</summary>
    public VoicePipeline? Used => _used.Value;
}

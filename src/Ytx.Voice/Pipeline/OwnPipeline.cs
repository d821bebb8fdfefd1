using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice;

/// <summary>
/// Tells whether calls go through the account without a name. They do if creating the registered <see cref="IVoiceCodeSender"/>
/// (a sender, a failover or a decorator) has also created this account's pipeline. If they do not, this account's settings may
/// be empty.
/// </summary>
internal sealed class OwnPipeline(IServiceProvider provider, VoiceTelemetry telemetry)
{
    private readonly Lazy<VoicePipeline?> _used = new(() =>
    {
        using var scope = provider.CreateScope();
        _ = scope.ServiceProvider.GetService<IVoiceCodeSender>();
        return telemetry.Find("");
    });

    /// <summary>
    /// The pipeline; null if no call goes through it. Ask this before all keyed senders are resolved: resolving a sender creates
    /// its pipeline.
    /// </summary>
    public VoicePipeline? Used => _used.Value;
}

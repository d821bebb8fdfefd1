using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Checks the pipeline's settings of another vendor's account at start, by reading them.</summary>
internal sealed class PipelineStartupCheck(IServiceProvider provider, string account) : IStartupValidator
{
    public void Validate() => _ = VoiceSenderExtensions.UsedPipeline(provider, account)?.State;
}

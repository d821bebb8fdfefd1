using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Asks everybody who has settings below <c>Ytx</c>, and tells all that is wrong with them at once.</summary>
/// <remarks>
/// .NET's own validation at start comes before hosted services, and so before a simulator has told its address. The seam is
/// .NET's: a keyed <see cref="IStartupValidator"/>, so that packages which share no internals can be asked together.
/// </remarks>
internal sealed class SettingsStartupCheck(
    [FromKeyedServices(YtxVoiceOptions.SectionName)] IEnumerable<IStartupValidator> validators) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var validator in validators)
        {
            try
            {
                validator.Validate();
            }
            catch (OptionsValidationException exception)
            {
                failures.AddRange(exception.Failures);
            }
        }

        return failures.Count is 0 ? Task.CompletedTask
            : throw new OptionsValidationException(YtxVoiceOptions.SectionName, typeof(YtxVoiceOptions), Distinct(failures));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Each key once, where several assemblies read one section: the sentence that knows the right key comes first.</summary>
    public static IEnumerable<string> Distinct(IEnumerable<string> sentences) => sentences
        .OrderByDescending(sentence => sentence.Contains("Did you mean", StringComparison.Ordinal))
        .DistinctBy(sentence => sentence.Contains(" is not a known setting", StringComparison.Ordinal) ? sentence.Split(' ')[0] : sentence);
}

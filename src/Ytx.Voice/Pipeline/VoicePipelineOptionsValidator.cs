using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ytx.Voice;

/// <summary>Names every wrong key as it is written in configuration, and what to put there.</summary>
internal sealed class VoicePipelineOptionsValidator : IValidateOptions<VoicePipelineOptions>
{
    public ValidateOptionsResult Validate(string? name, VoicePipelineOptions options)
    {
        var broken = SettingsRanges.Broken(options, VoiceSenderExtensions.SectionOf(name ?? ""));
        string[] failures = [.. SettingsReader.All(options.Faults, broken)];
        return failures.Length is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

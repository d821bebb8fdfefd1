using System.ComponentModel.DataAnnotations;

namespace Ytx.Identity;

/// <summary>A code before a sensitive page, <see cref="RequireVoiceCodeAttribute"/>: configuration section <c>Ytx:StepUp</c>.</summary>
public sealed class StepUpOptions
{
    /// <summary>
    /// The page that asks for the code, a path of this site. It gets <c>action</c> and <c>returnUrl</c> in its query. Default
    /// <c>/StepUp</c>.
    /// </summary>
    public string Path { get; set; } = "/StepUp";

    /// <summary>
    /// How long a typed code opens the pages of its action in its session, 1 to 15 min; nothing renews it. Default 5 min, as a code's.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:15:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);
}

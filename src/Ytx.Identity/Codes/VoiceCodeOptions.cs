namespace Ytx.Identity;

/// <summary>The life of a code and its limits: configuration section <c>Ytx:Codes</c>.</summary>
public sealed class VoiceCodeOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Ytx:Codes";

    /// <summary>How many digits a code has, 6 to 10. Default 6 (NIST SP 800-63B-4, 3.1.3.2; OWASP ASVS 6.5.4).</summary>
    public int Length { get; set; } = 6;

    /// <summary>How long a code lives from its first call, 1 to 10 min. Default 5 min (OWASP ASVS 6.5.5).</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often one code can be tried, 1 to 10. Default 5.</summary>
    public int TriesPerCode { get; set; } = 5;

    /// <summary>What a second call within a code's life speaks. Default <see cref="OnRepeat.SameCode"/>.</summary>
    public OnRepeat OnRepeat { get; set; }

    /// <summary>
    /// A code with less life than this is not repeated but replaced: from 0 to below <see cref="Lifetime"/>.
    /// Default 60 s.
    /// </summary>
    public TimeSpan RenewBelow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The shortest time between two calls to one number, 30 s to <see cref="Lifetime"/>. The waits grow: the third
    /// call comes no sooner than three times, the fourth no sooner than eight times this after the first.
    /// Default 60 s.
    /// </summary>
    public TimeSpan CoolDown { get; set; } = TimeSpan.FromSeconds(60);
}

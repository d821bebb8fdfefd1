using System.ComponentModel.DataAnnotations;

namespace Ytx.Identity;

/// <summary>The life of a code: configuration section <c>Ytx:Codes</c>.</summary>
public sealed class CodeOptions
{
    /// <summary>How many digits a code has, 6 to 10. Default 6 (NIST SP 800-63B-4, 3.1.3.2; OWASP ASVS 6.5.4).</summary>
    [Range(6, 10)]
    public int Length { get; set; } = 6;

    /// <summary>How long a code lives from its first call, 1 to 10 min. Default 5 min (OWASP ASVS 6.5.5).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:10:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often one code can be tried, 1 to 10. Default 5.</summary>
    [Range(1, 10)]
    public int TriesPerCode { get; set; } = 5;

    /// <summary>What a second call within a code's life speaks. Default <see cref="OnRepeat.SameCode"/>.</summary>
    public OnRepeat OnRepeat { get; set; }

    /// <summary>
    /// A code with less life than this is not repeated but replaced: from 0 to below <see cref="Lifetime"/>.
    /// Default 60 s.
    /// </summary>
    public TimeSpan RenewBelow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Numbers with a fixed code that are never called, for reviewers of an app store. Default none.</summary>
    public TestNumber[]? TestNumbers { get; set; }
}

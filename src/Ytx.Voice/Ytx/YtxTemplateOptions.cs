using System.ComponentModel.DataAnnotations;

namespace Ytx.Voice;

/// <summary>
/// A template that is registered with the vendor: <c>Ytx:Template</c>. Not in the document; public clients of
/// <see cref="YtxOperation.TemplateNoticeCall"/> send it.
/// </summary>
public sealed class YtxTemplateOptions
{
    /// <summary>
    /// The template's id (<c>templateId</c>): up to 64 ASCII letters, digits, <c>_</c> and <c>-</c>. Default none: no template.
    /// </summary>
    public string? Id { get; set; }

    /// <summary>
    /// The ids of the same template's texts in other languages: <c>Ytx:Template:IdByLanguage:en</c>. A call has that of its
    /// <see cref="VoiceCodeCall.Culture"/>, else that of the nearest culture above it (<c>zh-CN</c>, <c>zh-Hans</c>, <c>zh</c>), else
    /// <see cref="Id"/>, which must be set too. Keys are language tags in any case, values as <see cref="Id"/>. Default none.
    /// </summary>
    public Dictionary<string, string>? IdByLanguage { get; set; }

    /// <summary>
    /// What fills the places of the template (<c>datas</c>) in every language, in their order: at most 10 texts of 1 to 64 characters, in which
    /// <c>{code}</c> stands for the code and <c>{minutes}</c> for how many whole minutes it is valid. Default, where there is
    /// an <see cref="Id"/>, the code alone.
    /// </summary>
    public string[]? Data { get; set; }

    /// <summary>How fast the words are spoken (<c>speed</c>), 1 to 9. Default none: the gateway's own, 5.</summary>
    [Range(1, 9)]
    public int? Speed { get; set; }
}

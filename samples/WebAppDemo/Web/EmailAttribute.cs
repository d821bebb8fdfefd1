using System.ComponentModel.DataAnnotations;

namespace WebAppDemo;

/// <summary>An e-mail address as far as its form can tell: two parts, no spaces, nothing invisible, at most 254 long.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmailAttribute() : ValidationAttribute("Shared/EmailInvalid")
{
    public const int MaxLength = 254;

    private static readonly EmailAddressAttribute Form = new();

    public override bool IsValid(object? value) => value is null or ""
        || (value is string text && text.Length <= MaxLength && Form.IsValid(text)
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)));
}

using System.ComponentModel.DataAnnotations;

namespace WebAppDemo;

/// <summary>A password that is chosen: 8 to 128 characters. What Identity's validators say besides, it says itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NewPasswordAttribute() : DataTypeAttribute(DataType.Password)
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    public override bool IsValid(object? value) => value is string { Length: >= MinLength and <= MaxLength };

    public override string FormatErrorMessage(string name) => "Shared/PasswordLength";
}

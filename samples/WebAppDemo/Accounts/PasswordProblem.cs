using Microsoft.AspNetCore.Identity;

namespace WebAppDemo;

/// <summary>What Identity says of a new password, as the name of a sentence.</summary>
internal static class PasswordProblem
{
    public static string Of(IdentityError error) => error.Code switch
    {
        nameof(IdentityErrorDescriber.PasswordTooShort) => "Shared/PasswordLength",
        CommonPasswords.Code => "Shared/PasswordCommon",
        _ => "Shared/PasswordRefused",
    };
}

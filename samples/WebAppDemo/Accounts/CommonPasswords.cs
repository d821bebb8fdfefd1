using Microsoft.AspNetCore.Identity;

namespace WebAppDemo;

/// <summary>
/// Refuses passwords that are guessed first (NIST SP 800-63B-4, 3.1.1.2): those on zxcvbn's list of the 30,000 commonest, which has
/// the 10,000 commonest, and whatever takes no more guesses, such as <c>aaaaaaaa</c> and <c>Password1</c>.
/// </summary>
internal sealed class CommonPasswords : IPasswordValidator<AppUser>
{
    public const string Code = "PasswordCommon";

    // In bits: more than 30,000 guesses.
    private const double MinEntropy = 15;

    // What is longer is none of them, and takes long to look at.
    private const int MaxLength = 40;

    private static readonly Lazy<Zxcvbn.Zxcvbn> Guesser = new(static () => new());

    public Task<IdentityResult> ValidateAsync(UserManager<AppUser> manager, AppUser user, string? password) => Task.FromResult(
        password is { Length: <= MaxLength } && Guesser.Value.EvaluatePassword(password).Entropy < MinEntropy
            ? IdentityResult.Failed(new IdentityError { Code = Code, Description = "This password is too common." })
            : IdentityResult.Success);
}

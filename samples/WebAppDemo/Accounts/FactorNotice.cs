using Microsoft.AspNetCore.Identity.UI.Services;

namespace WebAppDemo;

/// <summary>Tells the owner by e-mail, where there is an address, that how the account is signed in to was changed: whoever did it may not be the owner.</summary>
public sealed class FactorNotice(Words words, IEmailSender? mail = null)
{
    /// <param name="user">The user.</param>
    /// <param name="what">What was changed: the name of a sentence.</param>
    public Task SendAsync(AppUser user, string what) => mail is null || user.Email is not { } email ? Task.CompletedTask
        : mail.SendEmailAsync(email, words["Shared/FactorChangedSubject"], words["Shared/FactorChanged", words[what]]);
}

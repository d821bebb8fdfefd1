using Microsoft.AspNetCore.Identity.UI.Services;

namespace WebAppDemo;

/// <summary>Prints e-mails where the demo was started, in Development. Not logged: their links open accounts.</summary>
internal sealed class ConsoleMail : IEmailSender
{
    public Task SendEmailAsync(string email, string subject, string htmlMessage) => Console.Out.WriteLineAsync($"""

        E-mail to {email}: {subject}
        {htmlMessage}

        """);
}

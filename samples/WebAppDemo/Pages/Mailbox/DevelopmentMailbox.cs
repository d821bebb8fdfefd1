using Microsoft.AspNetCore.Identity.UI.Services;

namespace WebAppDemo;

/// <summary>Keeps the newest e-mails in memory, for the page that shows them in Development. Not logged: their links open accounts.</summary>
public sealed class DevelopmentMailbox(TimeProvider clock) : IEmailSender
{
    private const int Capacity = 50;

    private readonly Lock _lock = new();
    private readonly LinkedList<MailMessage> _mails = [];

    /// <summary>The e-mails, newest first.</summary>
    public IReadOnlyList<MailMessage> Mails
    {
        get
        {
            lock (_lock)
            {
                return [.. _mails];
            }
        }
    }

    public Task SendEmailAsync(string email, string subject, string htmlMessage)
    {
        lock (_lock)
        {
            _mails.AddFirst(new MailMessage(clock.GetUtcNow(), email, subject, htmlMessage));
            if (_mails.Count > Capacity)
            {
                _mails.RemoveLast();
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>One e-mail. Its text may open an account.</summary>
    public sealed record MailMessage(DateTimeOffset At, string To, string Subject, string Text)
    {
        // Neither address nor link.
        public override string ToString() => nameof(MailMessage);
    }
}

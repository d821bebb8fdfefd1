using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity.UI.Services;

namespace WebAppDemo.Tests;

/// <summary>All e-mails that the application sent.</summary>
public sealed partial class Mailbox : IEmailSender
{
    private readonly ConcurrentQueue<(string To, string Text)> _mails = new();

    /// <summary>The texts that an address got, oldest first.</summary>
    public IReadOnlyList<string> To(string email) => [.. _mails.Where(mail => mail.To == email).Select(mail => mail.Text)];

    /// <summary>The link of the newest e-mail to an address.</summary>
    public string Link(string email) => Address().Match(To(email)[^1]).Value;

    public Task SendEmailAsync(string email, string subject, string htmlMessage)
    {
        _mails.Enqueue((email, htmlMessage));
        return Task.CompletedTask;
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();
}

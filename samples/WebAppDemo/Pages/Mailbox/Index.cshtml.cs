using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>The e-mails that were sent, in Development only: elsewhere there is no such page.</summary>
public sealed partial class MailboxModel(IServiceProvider services) : PageModel
{
    public IReadOnlyList<DevelopmentMailbox.MailMessage> Mails { get; private set; } = [];

    public IActionResult OnGet()
    {
        if (services.GetService<DevelopmentMailbox>() is not { } mailbox)
        {
            return NotFound();
        }

        Mails = mailbox.Mails;
        return Page();
    }

    /// <summary>The text of an e-mail, its links apart.</summary>
    internal static string[] Parts(string text) => Link().Split(text);

    [GeneratedRegex(@"(https?://\S+)")]
    private static partial Regex Link();
}

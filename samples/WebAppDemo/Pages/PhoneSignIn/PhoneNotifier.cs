using Microsoft.AspNetCore.Identity.UI.Services;
using Ytx.Identity.Hooks;

namespace WebAppDemo;

/// <summary>Tells owners what somebody does with their number: by e-mail, where there is an address, and in the sessions that are open.</summary>
public sealed class PhoneNotifier(
    OwnerNotices notices, LinkGenerator links, IHttpContextAccessor request, Words words, SiteClock clock, IEmailSender? mail = null)
    : IPhoneNotifier<AppUser>
{
    public async ValueTask TellAsync(PhoneNotice<AppUser> notice, CancellationToken cancellationToken = default)
    {
        // The e-mail first: what it could not be told is not noted either, and goes no further.
        if (notice.User.Email is { } email)
        {
            var sender = mail ?? throw new InvalidOperationException("The owner has an e-mail address, and there is no IEmailSender.");
            var text = words[$"PhoneSignIn/Told{notice.Kind}", notice.MaskedNumber, notice.EffectiveAt is { } at ? clock.Day(at) : ""];
            // To a page behind a sign-in: who reads the e-mail alone stops nothing.
            var page = notice.Kind is PhoneNoticeKind.NewDevice or PhoneNoticeKind.WayBackUsed ? "/Sessions/Index" : "/Account/Index";
            var link = links.GetUriByPage(request.HttpContext!, page)!;
            await sender.SendEmailAsync(email, words["PhoneSignIn/ToldSubject"], words["PhoneSignIn/ToldMail", text, link]);
        }

        await notices.AddAsync(notice, cancellationToken);
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity;

/// <content>A code before something sensitive, for a user who is signed in.</content>
internal sealed partial class VoiceCodeManager<TUser>
{
    private StepUpProofs Proofs => codes.Services.GetRequiredService<StepUpProofs>();

    /// <inheritdoc/>
    public async Task<VoiceCodeVerification> StepUpAsync(
        string action, string? code, CancellationToken cancellationToken = default)
    {
        var purpose = VoiceCodePurpose.StepUp(action);
        var signIn = SignInManagerOf(codes.Services);
        if (codes.OutlivesRequest || signIn.Context.Response.HasStarted)
        {
            // Before the code is compared, which uses it up.
            throw new InvalidOperationException(
                "StepUpAsync writes a cookie or a token: call it in a request of its own, as a page's post, before anything of the answer is sent.");
        }

        if (await SessionAsync(signIn).ConfigureAwait(false) is not { } session
            || await signIn.ValidateSecurityStampAsync(session.Principal).ConfigureAwait(false) is not { } user
            || !await MaySignInAsync(signIn, user).ConfigureAwait(false))
        {
            return codes.NothingToVerify(purpose, VoiceCodeReason.UserNotAllowed);
        }

        var (check, subject) = await CompareAsync(user, purpose, code, cancellationToken).ConfigureAwait(false);
        if (check.Succeeded)
        {
            await Proofs.AddAsync(signIn.Context, session, subject!.Value).ConfigureAwait(false);
        }

        return check;
    }

    /// <summary>Whether the user who is to be authorized has typed a code for this purpose in this session.</summary>
    internal async ValueTask<bool> HasSteppedUpAsync(ClaimsPrincipal principal, string purpose) =>
        !codes.OutlivesRequest
        && codes.Services.GetService<SignInManager<TUser>>() is { } signIn
        && await SessionAsync(signIn).ConfigureAwait(false) is { } session
        && StepUpProofs.MayHold(session, UserType, purpose)

        // Another type's session may have the same id, and even the same stamp: so it must be this session that was let in here.
        && HasLetIn(session, SchemesOf(signIn.Context))
        && users.GetUserId(principal) == users.GetUserId(session.Principal)
        && await signIn.ValidateSecurityStampAsync(principal).ConfigureAwait(false) is not null
        && await signIn.ValidateSecurityStampAsync(session.Principal).ConfigureAwait(false) is { } user
        && await SubjectAsync(users, user, purpose).ConfigureAwait(false) is { } subject
        && Proofs.Hold(signIn.Context, session, subject);

    // What the request was authenticated by, as UseAuthentication and UseAuthorization note it: several schemes are joined.
    private static string[] SchemesOf(HttpContext context) => context.Features.Get<IAuthenticateResultFeature>()
        ?.AuthenticateResult?.Ticket?.AuthenticationScheme.Split(';') ?? [];

    // A bearer token's ticket has a scheme that nobody names: it is as good as those through which it let the request in.
    private static bool HasLetIn(AuthenticationTicket session, string[] schemes) => StepUpProofs.IsBearer(session.AuthenticationScheme)
        ? schemes.Any(StepUpProofs.IsBearer) : schemes.Contains(session.AuthenticationScheme, StringComparer.Ordinal);

    // Of the bearer token that let the request in, or else of the cookie.
    private static async Task<AuthenticationTicket?> SessionAsync(SignInManager<TUser> signIn) =>
        (SchemesOf(signIn.Context).Any(StepUpProofs.IsBearer)
            ? await TicketAsync(signIn.Context, IdentityConstants.BearerScheme).ConfigureAwait(false) : null)
        ?? await TicketAsync(signIn.Context, signIn.AuthenticationScheme).ConfigureAwait(false);

    // As cookie or token hold it: HttpContext.AuthenticateAsync adds what a claims transformation adds, and that must not get into them.
    private static async Task<AuthenticationTicket?> TicketAsync(HttpContext context, string scheme)
    {
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        return await handlers.GetHandlerAsync(context, scheme).ConfigureAwait(false) is { } handler
            ? (await handler.AuthenticateAsync().ConfigureAwait(false)).Ticket : null;
    }
}

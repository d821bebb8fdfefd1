using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Api;

/// <summary>
/// Checks the <see cref="Proof"/> before a change of how a user signs in: one way for all of them. The password comes first, so that a
/// stolen session tells nothing by a code; and whatever else can fail was checked before, so that a right code is spent for something.
/// </summary>
/// <remarks>
/// Wrong passwords, and wrong codes of apps and wrong recovery codes, count towards Identity's lockout; its count ends when the whole
/// proof is right, and not with the password, or there would be new guesses at the code each time. Wrong spoken codes have the library's limits.
/// </remarks>
internal static class FreshProof
{
    /// <summary>The action of the call to the present number.</summary>
    public const string Action = "account";

    /// <returns>What is wrong; null if it is right.</returns>
    public static async Task<ProblemHttpResult?> CheckAsync<TUser>(HttpContext context, SignInManager<TUser> signIn, TUser user, Proof proof)
        where TUser : class
    {
        var users = signIn.UserManager;
        var codes = context.RequestServices.GetRequiredService<IVoiceCodeManager<TUser>>();
        var ways = await Ways.OfAsync(context, users, user).ConfigureAwait(false);
        var needsCode = await users.IsPhoneNumberConfirmedAsync(user).ConfigureAwait(false) || ways.Contains(Ways.Authenticator);
        if (needsCode && (proof.Code is null || proof.Way is null || !ways.Contains(proof.Way)))
        {
            return VoiceProblem.ProofRequired.Answer(context, null, null, new KeyValuePair<string, object?>("ways", ways));
        }

        if (needsCode && !IsWellFormed(codes, proof))
        {
            return VoiceProblem.MalformedCode.Answer(context);
        }

        if (!await IsPasswordRightAsync(signIn, user, proof.Password).ConfigureAwait(false))
        {
            return VoiceProblem.ProofFailed.Answer(context);
        }

        if (needsCode && await CheckCodeAsync(context, users, codes, user, proof).ConfigureAwait(false) is { } problem)
        {
            return problem;
        }

        if (users.SupportsUserLockout)
        {
            await users.ResetAccessFailedCountAsync(user).ConfigureAwait(false);
        }

        return null;
    }

    private static bool IsWellFormed<TUser>(IVoiceCodeManager<TUser> codes, Proof proof)
        where TUser : class => proof.Way switch
        {
            Ways.Call => codes.IsWellFormedCode(proof.Code),
            Ways.Authenticator => Ways.IsAuthenticatorCode(proof.Code!),
            _ => true,
        };

    private static async Task<bool> IsPasswordRightAsync<TUser>(SignInManager<TUser> signIn, TUser user, string password)
        where TUser : class
    {
        var users = signIn.UserManager;
        var isRight = await users.CheckPasswordAsync(user, password).ConfigureAwait(false);
        if (!await VoiceCodeManager<TUser>.MaySignInAsync(signIn, user).ConfigureAwait(false))
        {
            return false;
        }

        if (!isRight)
        {
            await CountAsync(users, user).ConfigureAwait(false);
        }

        return isRight;
    }

    private static async Task<ProblemHttpResult?> CheckCodeAsync<TUser>(
        HttpContext context, UserManager<TUser> users, IVoiceCodeManager<TUser> codes, TUser user, Proof proof)
        where TUser : class
    {
        if (proof.Way is Ways.Call)
        {
            var check = await codes.VerifyAsync(user, VoiceCodePurpose.StepUp(Action), proof.Code, context.RequestAborted).ConfigureAwait(false);
            return check.Reason switch
            {
                VoiceCodeReason.None => null,
                VoiceCodeReason.LockedOut or VoiceCodeReason.Unavailable => VoiceProblems.Answer(check, context),
                _ => VoiceProblem.ProofFailed.Answer(context),
            };
        }

        var isRight = proof.Way is Ways.Authenticator
            ? await users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, proof.Code!).ConfigureAwait(false)
            : (await users.RedeemTwoFactorRecoveryCodeAsync(user, proof.Code!).ConfigureAwait(false)).Succeeded;
        if (isRight)
        {
            return null;
        }

        await CountAsync(users, user).ConfigureAwait(false);
        return VoiceProblem.ProofFailed.Answer(context);
    }

    private static async Task CountAsync<TUser>(UserManager<TUser> users, TUser user)
        where TUser : class
    {
        if (users.SupportsUserLockout)
        {
            await users.AccessFailedAsync(user).ConfigureAwait(false);
        }
    }
}

using Microsoft.AspNetCore.Authorization;

namespace Ytx.Identity;

/// <summary>
/// Lets a page, an action or an endpoint be used only by a signed-in user who has typed a spoken code for this action in this session
/// within the last minutes (<c>Ytx:StepUp:Lifetime</c>): <see cref="IVoiceCodeManager{TUser}.StepUpAsync"/>. A log-in with a code
/// does not count, nor does a remembered device. Several of them ask for a code each.
/// </summary>
/// <remarks>
/// Whoever lacks only the code is sent to the page <c>Ytx:StepUp:Path</c>, and a request that is no page load gets 401 with error
/// <c>insufficient_user_authentication</c> (RFC 9470). As with <c>[Authorize]</c>, it does nothing on a handler of a Razor Page, and
/// <c>[AllowAnonymous]</c> takes it away. Hubs and interactive Blazor components have no request whose session could be read: there it
/// lets nobody in. It is a requirement too, for policies: <c>policy.AddRequirements(new RequireVoiceCodeAttribute("pay"))</c>.
/// </remarks>
// An AuthorizeAttribute, so that a site without UseAuthorization() fails instead of letting everybody in; with a policy, so that hubs and
// circuits let nobody in.
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireVoiceCodeAttribute : AuthorizeAttribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    /// <summary>Asks for a code for an action.</summary>
    /// <param name="action">What is to be done, such as <c>pay</c>: see <see cref="VoiceCodePurpose.StepUp"/>.</param>
    /// <exception cref="ArgumentException">The action has other characters, or it is empty or longer than 64.</exception>
    public RequireVoiceCodeAttribute(string action)
    {
        Purpose = VoiceCodePurpose.StepUp(action);
        Action = action;
        Policy = StepUpRequestHandler.Policy;
    }

    /// <summary>What is to be done.</summary>
    public string Action { get; }

    internal string Purpose { get; }

    IEnumerable<IAuthorizationRequirement> IAuthorizationRequirementData.GetRequirements() => [this];
}

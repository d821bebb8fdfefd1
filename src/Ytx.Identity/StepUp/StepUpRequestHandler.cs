using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity;

/// <summary>
/// Says yes in a request, where UseAuthorization asks for the code as well. Hubs and Blazor circuits look at the policy of
/// <see cref="RequireVoiceCodeAttribute"/> only, and would let in whoever is signed in: there it says nothing, and that is a no.
/// </summary>
internal sealed class StepUpRequestHandler(IServiceProvider services) : AuthorizationHandler<StepUpRequestHandler.Requirement>
{
    /// <summary>The name of the policy.</summary>
    public const string Policy = "Ytx.StepUp";

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
    {
        if (!services.GetRequiredService<VoiceCodeService>().OutlivesRequest)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>To be asked in a request of its own.</summary>
    internal sealed class Requirement : IAuthorizationRequirement;
}

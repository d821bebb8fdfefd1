using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity;

/// <summary>Says yes where the code was typed. Where there is any doubt it says nothing, and that is a no.</summary>
internal sealed class StepUpHandler<TUser>(IServiceProvider services) : AuthorizationHandler<RequireVoiceCodeAttribute>
    where TUser : class
{
    // A site asks all handlers about each of its pages, so what this one needs is taken only where it is asked for.
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RequireVoiceCodeAttribute requirement)
    {
        var manager = new VoiceCodeManager<TUser>(
            services.GetRequiredService<UserManager<TUser>>(), services.GetRequiredService<VoiceCodeService>());
        if (await manager.HasSteppedUpAsync(context.User, requirement.Purpose).ConfigureAwait(false))
        {
            context.Succeed(requirement);
        }
    }
}

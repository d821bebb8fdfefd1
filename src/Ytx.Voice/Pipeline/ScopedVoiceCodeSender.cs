using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice;

/// <summary>
/// A sender as the container makes it, in a scope for each call: so it may use a typed <c>HttpClient</c>, which must not be kept,
/// or scoped services.
/// </summary>
internal sealed class ScopedVoiceCodeSender<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSender>(IServiceScopeFactory scopes) : IVoiceCodeSender
    where TSender : class, IVoiceCodeSender
{
    public async Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return await Create(scope).SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
    }

    public bool CanRing(string region)
    {
        using var scope = scopes.CreateScope();
        return Create(scope).CanRing(region);
    }

    private static TSender Create(IServiceScope scope) =>
        ActivatorUtilities.GetServiceOrCreateInstance<TSender>(scope.ServiceProvider);
}

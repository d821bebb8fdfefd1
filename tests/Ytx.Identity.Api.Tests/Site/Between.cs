using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Hooks;

namespace Ytx.Identity.Api.Tests;

/// <summary>What happens once between the check of a code and whatever it was for.</summary>
public sealed class Between : IVoiceCodeObserver
{
    public Func<Task>? Step { get; set; }

    public void AddTo(IServiceCollection services) => services.AddSingleton<IVoiceCodeObserver>(this);

    public ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default)
    {
        var step = voiceCodeEvent.Kind is VoiceCodeEventKind.Verified ? Step : null;
        Step = step is null ? Step : null;
        return step is null ? ValueTask.CompletedTask : new ValueTask(step());
    }
}

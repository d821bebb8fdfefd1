using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice.Tests;

internal static class ServiceProviderExtensions
{
    public static IVoiceCodeSender Sender(this IServiceProvider services) =>
        services.GetRequiredService<IVoiceCodeSender>();
}

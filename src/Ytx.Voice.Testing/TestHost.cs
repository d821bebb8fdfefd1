using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ytx.Voice.Testing;

/// <summary>Lets no host start with a phone that is not one, unless it is a test's or a developer's.</summary>
internal sealed class TestHost(IServiceProvider services) : IHostedLifecycleService
{
    private const string TestServer = "Microsoft.AspNetCore.TestHost.TestServer";

    /// <exception cref="InvalidOperationException">It is neither.</exception>
    public static void ThrowIfReal(IServiceProvider services)
    {
        // A container without a host is a test's own.
        if (services.GetService<IHostEnvironment>() is { } environment && !environment.IsDevelopment()
            && services.GetService<IServer>()?.GetType().FullName is not TestServer)
        {
            throw new InvalidOperationException(
                $"AddTestPhone and AddTestSimulator ring no phone, so they are for tests and Development only; this host runs in "
                + $"{environment.EnvironmentName}. Call them in a test's ConfigureTestServices, or set the test host's environment to "
                + "Development.");
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        ThrowIfReal(services);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace WebAppDemo;

/// <summary>
/// Prints where to go once the demo runs. Not logged: the password is no secret, but logs are no place for any.
/// </summary>
internal sealed class DemoGreeting(IServer server, DemoMode demo) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        await Console.Out.WriteLineAsync($"""

            Open     {string.Join(' ', addresses)}
            Sign in  {DemoUser.Email}, password {DemoUser.Password}
            Listen   {demo.Handset} (the phone {DemoUser.PhoneNumber} rings there)
            Stop     Ctrl+C

            """);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Ytx.Identity.Stores;
using Ytx.Voice.Simulator;

namespace WebAppDemo;

/// <summary>
/// Tells the simulator of this process where to push what becomes of calls, and how limits are forgotten. This site's address is
/// known once it listens.
/// </summary>
internal sealed class DemoPushes(
    IServer server,
    IYtxSimulatorAccessor running,
    IVoiceCodeStore store,
    IConfiguration configuration,
    IHostApplicationLifetime host) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        host.ApplicationStarted.Register(Connect);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Connect()
    {
        var site = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        // The simulator of another demo pushes to that one.
        if (running.Simulator is not { } simulator)
        {
            return;
        }

        if (site is not null && configuration["Ytx:CallStatus:Secret"] is { Length: > 0 } secret)
        {
            simulator.CallStatusUrl = new Uri(new Uri(site), $"/ytx/call-status/{secret}");
        }

        if (store is ForgetfulStore forgetful)
        {
            simulator.ForgetLimits = _ =>
            {
                forgetful.Forget();
                return Task.CompletedTask;
            };
        }
    }
}

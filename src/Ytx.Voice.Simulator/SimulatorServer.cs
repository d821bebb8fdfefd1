using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ytx.Voice.Simulator;

/// <summary>
/// The simulator's own web server. It is built empty: no configuration of the surrounding process reaches it, it takes
/// no signals, and the framework's request log, which would print the signature, has nowhere to write.
/// </summary>
internal static class SimulatorServer
{
    private const int MaxConnections = 4096;
    private const int MaxDrainedBody = 1024 * 1024;

    public static WebApplication Build(SimulatorParts parts, ILogger logger)
    {
        var options = parts.Options;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => Configure(server, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

        var app = builder.Build();
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use(next => context => new RequestGuard(options, logger, stopping).InvokeAsync(context, next));
        app.UseRouting();
        new HandsetPage(parts).Map(app);
        app.MapGet(AboutModel.Path, () => TypedResults.Json(AboutModel.Of(options), SimulatorJson.Readable.AboutModel));
        new CallEndpoints(parts, stopping).Map(app);
        new FaultEndpoints(parts.Faults).Map(app);
        new PushEndpoints(parts).Map(app);
        new BalanceEndpoints(parts.Account).Map(app);
        new LimitEndpoints(parts).Map(app);
        new GatewayEndpoint(parts, logger, stopping).Map(app);
        return app;
    }

    public static async Task<Uri> StartAsync(
        WebApplication app, SimulatorOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            var reason = exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException
                ? "the port is already in use, perhaps by another simulator"
                : exception.Message;
            throw new InvalidOperationException(
                $"The simulator cannot listen on {options.Url}: {reason}. Stop the other program, or set "
                + $"{nameof(SimulatorOptions)}.{nameof(SimulatorOptions.Url)} to another address "
                + "(port 0 takes any free port).",
                exception);
        }

        return Reachable(new Uri(app.Urls.First()));
    }

    /// <summary>Where this machine reaches what listens at an address.</summary>
    public static Uri Reachable(Uri bound) =>
        IPAddress.TryParse(bound.IdnHost, out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(bound) { Host = "localhost" }.Uri
            : bound;

    private static void Configure(KestrelServerOptions server, SimulatorOptions options)
    {
        server.AddServerHeader = false;
        server.Limits.MaxConcurrentConnections = MaxConnections;
        server.Limits.MaxRequestBodySize = MaxDrainedBody;
        var port = options.Url.Port;
        if (IPAddress.TryParse(options.Url.IdnHost, out var address))
        {
            server.Listen(address, port, UseHttp1);
        }
        else if (port == 0)
        {
            // A free port cannot be found for both loopback addresses at once.
            server.Listen(IPAddress.Loopback, port, UseHttp1);
        }
        else
        {
            server.ListenLocalhost(port, UseHttp1);
        }
    }

    private static void UseHttp1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;

    /// <summary>Leaves Ctrl+C and signals to the process that the simulator is part of.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace WebAppDemo.Tests.Secrecy;

/// <summary>
/// The demo with everything turned up that somebody who looks for a fault can turn up: every logger, every span and every
/// metric, and all redaction of the platform's switched off. Only the sample's own filters stay.
/// </summary>
public sealed class TracedSite : DemoSite
{
    private readonly List<MetricSnapshot> _metrics = [];

    /// <summary>What the gateway was shown as proof: the signature of the url, and the header.</summary>
    public ConcurrentBag<string> Proofs { get; } = [];

    /// <summary>All series of all metrics as text.</summary>
    public IReadOnlyList<string> Metrics
    {
        get
        {
            Services.GetRequiredService<MeterProvider>().ForceFlush();
            return [.. _metrics.ToArray().SelectMany(metric => metric.MetricPoints.Select(point => $"{metric.Name} {Text(point.Tags)}"))];
        }
    }

    /// <summary>All spans as text, without those of the simulator, which is another company's server in production.</summary>
    public async Task<IReadOnlyList<string>> SpansAsync() => [.. (await Services.GetRequiredService<CollectedSpans>().AllAsync())
        .Where(span => span.Kind is not ActivityKind.Server || !Equals(span.GetTagItem("server.port"), Simulator.Address.Port))
        .Select(Text)];

    /// <summary>From now on every use of a user fails inside the database.</summary>
    public async Task BreakDatabaseAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDb>().Database
            .ExecuteSqlRawAsync("ALTER TABLE AspNetUsers RENAME TO Gone", TestContext.Current.CancellationToken);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Logging:LogLevel:Default", "Trace");
        builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Trace");
        builder.UseSetting("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Trace");
        builder.UseSetting("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true");
        builder.UseSetting("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "true");
        builder.ConfigureServices(services =>
        {
            services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new ProofRecorder(Proofs)));
            services.AddSingleton<CollectedSpans>();
            services.AddOpenTelemetry()
                .WithTracing(traces => traces
                    .AddAspNetCoreInstrumentation(options => options.RecordException = true)
                    .AddHttpClientInstrumentation(options => options.RecordException = true)
                    .AddSource("*")
                    .AddYtxVoiceInstrumentation()
                    .AddProcessor<CollectedSpans>())
                .WithMetrics(metrics => metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddMeter("*")
                    .AddYtxVoiceInstrumentation()
                    .AddInMemoryExporter(_metrics));
        });
    }

    private static string Text(Activity span) => string.Join(
        ' ',
        [
            span.Source.Name, span.OperationName, span.DisplayName, span.StatusDescription, span.TraceStateString,
            Text(span.TagObjects), Text(span.Baggage.Select(item => KeyValuePair.Create(item.Key, (object?)item.Value))),
            .. span.Events.Select(happened => $"{happened.Name} {Text(happened.Tags)}"),
            .. span.Links.Select(link => Text(link.Tags ?? [])),
        ]);

    private static string Text(IEnumerable<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));

    private static string Text(OpenTelemetry.ReadOnlyTagCollection tags)
    {
        var texts = new List<string>();
        foreach (var tag in tags)
        {
            texts.Add($"{tag.Key}={tag.Value}");
        }

        return string.Join(' ', texts);
    }

    private sealed class ProofRecorder(ConcurrentBag<string> proofs) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            proofs.Add(request.RequestUri!.Query.Split("Sign=")[1]);
            proofs.Add(request.Headers.GetValues("Authorization").Single());
            return base.SendAsync(request, cancellationToken);
        }
    }
}

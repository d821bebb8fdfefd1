using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Ytx.Identity.Tests;
using Ytx.Voice;

namespace Ytx.Identity.OpenTelemetry.Tests;

/// <summary>The real SDK, with the one line that the documentation tells.</summary>
public sealed class InstrumentationTests
{
    private const string Number = "13911281234";
    private const string Code = "314159";

    [Fact]
    public async Task AddYtxVoiceInstrumentation_CallAndVerification_AreExported()
    {
        var (metrics, spans) = await ExportAsync(isAdded: true);

        string[] expected =
        [
            "ytx.identity.codes.issued", "ytx.identity.store.duration", "ytx.identity.verifications",
            "ytx.voice.active_calls", "ytx.voice.breaker.state", "ytx.voice.call.duration", "ytx.voice.calls",
        ];
        Assert.Empty(expected.Except(metrics.Select(metric => metric.Name)));
        Assert.Equal(["ytx.identity.verify", "ytx.voice.call"], spans.Select(span => span.DisplayName));
    }

    [Fact]
    public async Task AddYtxVoiceInstrumentation_LeftOut_NothingIsExported()
    {
        var (metrics, spans) = await ExportAsync(isAdded: false);

        Assert.Empty(metrics);
        Assert.Empty(spans);
    }

    [Fact]
    public async Task AddYtxVoiceInstrumentation_Exported_TellsNoNumberCodeOrSecret()
    {
        var (metrics, spans) = await ExportAsync(isAdded: true);

        var told = spans.SelectMany(span => span.TagObjects).Select(tag => $"{tag.Key}={tag.Value}").ToList();
        foreach (var metric in metrics)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                foreach (var tag in point.Tags)
                {
                    told.Add($"{tag.Key}={tag.Value}");
                }
            }
        }

        Assert.NotEmpty(told);
        Assert.All(told, tag => Assert.All(
            [Number[3..], Code, "account-canary", "token-canary", "app-canary"],
            secret => Assert.DoesNotContain(secret, tag, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AddYtxVoiceInstrumentation_EveryMeterAndSourceOfTheProduct_IsIncluded()
    {
        var (meters, sources) = (new HashSet<string>(), new HashSet<string>());
        using var metersSeen = new MeterListener { InstrumentPublished = (instrument, _) => Keep(meters, instrument.Meter.Name) };
        metersSeen.Start();
        using var sourcesSeen = new ActivityListener
        {
            ShouldListenTo = source =>
            {
                Keep(sources, source.Name);
                return false;
            },
        };
        ActivitySource.AddActivityListener(sourcesSeen);

        var (metrics, spans) = await ExportAsync(isAdded: true);

        Assert.NotEmpty(meters);
        Assert.NotEmpty(sources);
        Assert.Equal(meters.Order(StringComparer.Ordinal), metrics.Select(metric => metric.MeterName).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(sources.Order(StringComparer.Ordinal), spans.Select(span => span.Source.Name).Distinct().Order(StringComparer.Ordinal));

        static void Keep(HashSet<string> names, string name)
        {
            if (name.StartsWith("Ytx.", StringComparison.Ordinal))
            {
                lock (names)
                {
                    names.Add(name);
                }
            }
        }
    }

    [Fact]
    public void AddYtxVoiceInstrumentation_NoBuilder_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => ((MeterProviderBuilder)null!).AddYtxVoiceInstrumentation());
        Assert.Throws<ArgumentNullException>(() => ((TracerProviderBuilder)null!).AddYtxVoiceInstrumentation());
    }

    /// <summary>What is exported of a call and a check of a code of Identity's, and of a call of the gateway's.</summary>
    private static async Task<(List<Metric> Metrics, List<Activity> Spans)> ExportAsync(bool isAdded)
    {
        var (metrics, spans) = (new List<Metric>(), new List<Activity>());
        var (forMetrics, forSpans) = (Sdk.CreateMeterProviderBuilder(), Sdk.CreateTracerProviderBuilder());
        if (isAdded)
        {
            forMetrics.AddYtxVoiceInstrumentation();
            forSpans.AddYtxVoiceInstrumentation();
        }

        using var meters = forMetrics.AddInMemoryExporter(metrics).Build();
        using var tracers = forSpans.AddInMemoryExporter(spans).Build();
        using var root = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        using var site = new TestSite(services: services => services.AddYtxVoiceCodeSender(options =>
        {
            options.BaseAddress = new Uri("http://127.0.0.1:1");
            options.AccountSid = "account-canary";
            options.AuthToken = "token-canary";
            options.AppId = "app-canary";
            options.DisplayNumber = "01085485069";
        }));
        var user = await site.CreateUserAsync();
        await site.TryAsync(user, await site.CallAsync(user));
        var gateway = site.Services.GetRequiredKeyedService<IVoiceCodeSender>("");
        Assert.False((await gateway.SendAsync(
            new VoiceCodeCall(PhoneNumber.Parse(Number), Code), TestContext.Current.CancellationToken)).IsAccepted);
        meters.ForceFlush();
        tracers.ForceFlush();
        return (metrics, [.. spans.Where(span => span.TraceId == root.TraceId)]);
    }
}

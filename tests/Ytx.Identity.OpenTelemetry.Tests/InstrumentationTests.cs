using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Telemetry;

/// <summary>The real SDK, with the one line that the documentation tells.</summary>
public sealed class OpenTelemetryTests
{
    [Fact]
    public async Task AddYtxVoiceInstrumentation_CallAndVerification_AreExported()
    {
        var (metrics, spans) = (new List<Metric>(), new List<Activity>());
        using var meters = Sdk.CreateMeterProviderBuilder().AddYtxVoiceInstrumentation().AddInMemoryExporter(metrics).Build();
        using var tracers = Sdk.CreateTracerProviderBuilder().AddYtxVoiceInstrumentation().AddInMemoryExporter(spans).Build();
        using var root = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        using var site = new TestSite(services: services => services.AddYtxVoiceCodeSender(options =>
        {
            options.BaseAddress = new Uri("http://127.0.0.1:1");
            options.AccountSid = "account";
            options.AuthToken = "token";
            options.AppId = "app";
            options.DisplayNumber = "01085485069";
        }));
        var user = await site.CreateUserAsync();

        await site.TryAsync(user, await site.CallAsync(user));
        var gateway = site.Services.GetRequiredKeyedService<IVoiceCodeSender>("");
        await Assert.ThrowsAsync<VoiceCodeSendException>(() => gateway.SendAsync(
            new VoiceCodeCall(PhoneNumber.Parse("13911281234"), "314159"), TestContext.Current.CancellationToken));
        meters.ForceFlush();
        tracers.ForceFlush();

        string[] expected =
        [
            "ytx.identity.codes.issued", "ytx.identity.store.duration", "ytx.identity.verifications",
            "ytx.voice.active_calls", "ytx.voice.breaker.state", "ytx.voice.call.duration", "ytx.voice.calls",
        ];
        Assert.Empty(expected.Except(metrics.Select(metric => metric.Name)));
        Assert.Equal(
            ["ytx.identity.verify", "ytx.voice.call"],
            spans.ToArray().Where(span => span.TraceId == root.TraceId).Select(span => span.DisplayName));
    }
}

using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice.Tests.Pipeline;

[Collection(nameof(Alone))]
public sealed class VoiceTelemetryCostTests
{
    [Fact]
    public void Measure_NobodyListens_AllocatesNothing()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var telemetry = new VoiceTelemetry(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        var receipt = VoiceCallOutcome.Accepted("request-1");
        var failure = VoiceCallOutcome.Unknown(VoiceCallFailure.NoResponse, "Lost.");

        Measure();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Measure();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Measure()
        {
            telemetry.Ended(telemetry.Begin("backup"), receipt);
            telemetry.Ended(telemetry.Begin("backup"), failure);
            telemetry.Cancelled(telemetry.Begin(""));
        }
    }
}

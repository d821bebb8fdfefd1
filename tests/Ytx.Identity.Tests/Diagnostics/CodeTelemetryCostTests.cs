using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Limits;
using Ytx.Voice;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Diagnostics;

[Collection(nameof(Alone))]
public sealed class CodeTelemetryCostTests
{
    [Fact]
    public void Measure_NobodyListens_AllocatesNothing()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var telemetry = new CodeTelemetry(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        var issued = new VoiceCallResult();
        var denied = new VoiceCallResult { Reason = VoiceCodeReason.LimitReached, DeniedBy = new CallDenial("user", new AllowanceRule(10, TimeSpan.FromHours(24))) };

        Measure();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Measure();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Measure()
        {
            telemetry.Call(VoiceCodePurposeKind.LogIn, issued);
            telemetry.Call(VoiceCodePurposeKind.LogIn, denied);
            telemetry.Verification(CodeTelemetry.BeginVerification(), VoiceCodePurposeKind.LogIn, VoiceCodeReason.WrongCode);
            telemetry.Step("verify", telemetry.BeginStep(), succeeded: false);
        }
    }
}

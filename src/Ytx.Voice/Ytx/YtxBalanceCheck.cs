using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ytx.Voice;

/// <summary>Whether there is money left, where a floor is set: as the gateway told it last.</summary>
internal static class YtxBalanceCheck
{
    /// <summary>The question to each account, for <see cref="PipelineHealthCheck"/>.</summary>
    public static Func<VoicePipeline, HealthCheckResult> In(IServiceProvider services) => pipeline =>
        pipeline.Sender is YtxVoiceCodeSender { Options.BalanceFloor: { } floor }
            ? Check(pipeline.Account, floor, services.GetService<YtxBalancePoller>()?.Of(pipeline.Account))
            : HealthCheckResult.Healthy("No floor is set.");

    private static HealthCheckResult Check(string account, decimal floor, YtxBalance? balance)
    {
        var key = YtxVoiceOptions.WithKeysOf(account, "Ytx:BalanceFloor");
        if (balance is { IsStale: true })
        {
            return HealthCheckResult.Degraded(string.Create(
                CultureInfo.InvariantCulture,
                $"The gateway has not told the balance {balance.Missed} times in a row{Since(balance)}. {balance.Failure} ")
                + $"If the account may not ask for its balance, remove {key}.");
        }

        if (balance?.Yuan is not { } yuan)
        {
            return HealthCheckResult.Healthy("The balance is not known yet.");
        }

        var finding = string.Create(CultureInfo.InvariantCulture, $"The balance is {yuan:0.00} CNY; {key} is {floor:0.00}.");
        return yuan < floor ? HealthCheckResult.Degraded(finding + " Top it up.") : HealthCheckResult.Healthy(finding);
    }

    private static string Since(YtxBalance balance) => balance is { Yuan: { } yuan, ToldAt: { } at }
        ? string.Create(CultureInfo.InvariantCulture, $"; at {at:u} it was {yuan:0.00} CNY") : "";
}

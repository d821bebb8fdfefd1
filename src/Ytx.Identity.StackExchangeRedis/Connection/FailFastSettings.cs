using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// Settings under which a connection notices soon that its server hangs or is no longer the primary. As they come,
/// StackExchange.Redis takes a silent server for dead after four time-outs of 5 s, and looks once a minute who is the
/// primary.
/// </summary>
internal static class FailFastSettings
{
    /// <summary>What to set on a connection that others share.</summary>
    public const string Settings = "asyncTimeout=900,syncTimeout=900,connectTimeout=1000,keepAlive=1,configCheckSeconds=1";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Makes a connection fail as fast as it must. What fails faster stays.</summary>
    public static ConfigurationOptions Of(ConfigurationOptions settings, TimeSpan timeout)
    {
        // It gives up a connection that has been silent for more than four of these, counted in whole seconds: a hair less
        // than a second makes four of five.
        var milliseconds = (int)Math.Max(timeout.TotalMilliseconds, Second.TotalMilliseconds) - 1;

        // A Redis that is away comes back by itself, and what was asked meanwhile has failed: it is not sent late.
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ReconnectRetryPolicy = new LinearRetry((int)Second.TotalMilliseconds);
        settings.AsyncTimeout = Math.Min(settings.AsyncTimeout, milliseconds);
        settings.SyncTimeout = Math.Min(settings.SyncTimeout, milliseconds);
        settings.ConnectTimeout = Math.Min(settings.ConnectTimeout, milliseconds);
        settings.KeepAlive = 1;
        settings.ConfigCheckSeconds = Math.Min(settings.ConfigCheckSeconds, 1);
        settings.HeartbeatInterval = settings.HeartbeatInterval < Second ? settings.HeartbeatInterval : Second / 2;
        return settings;
    }

    /// <summary>What to set on a connection that others share; null if it fails fast enough.</summary>
    public static string? Lacking(ConfigurationOptions settings) =>
        settings.AsyncTimeout > 2 * Second.TotalMilliseconds || settings.ConfigCheckSeconds > 5
            ? Settings : null;
}

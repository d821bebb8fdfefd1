using System.Net.Sockets;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>Waits for a server, which tells nobody when it has got somewhere.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until nothing is missing any more. A server that does not answer counts as missing.</summary>
    public static async Task UntilAsync(TimeSpan limit, Func<Task<string?>> missing)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string? reason;
            try
            {
                reason = await missing();
            }
            catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
            {
                reason = error.Message;
            }

            if (reason is null)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"After {limit.TotalSeconds} s: {reason}");
            }

            await Task.Delay(Pause);
        }
    }
}

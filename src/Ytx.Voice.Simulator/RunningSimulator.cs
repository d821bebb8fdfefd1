using System.Text.Json;

namespace Ytx.Voice.Simulator;

/// <summary>Looks for a simulator that another program runs at the address where this one wants to listen.</summary>
internal static class RunningSimulator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The address of one that plays the same account; null if anything else answers there, or nothing.</summary>
    /// <exception cref="InvalidOperationException">One answers that plays another account.</exception>
    public static async Task<Uri?> FindAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler)
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = 4096,
        };
        var address = SimulatorServer.Reachable(options.Url);
        AboutModel? about;
        try
        {
            var answer = await client.GetByteArrayAsync(new Uri(address, AboutModel.Path), cancellationToken)
                .ConfigureAwait(false);
            about = JsonSerializer.Deserialize(answer, SimulatorJson.Readable.AboutModel);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }

        var wanted = AboutModel.Of(options);
        if (about?.Name != wanted.Name)
        {
            return null;
        }

        return about == wanted ? address : throw new InvalidOperationException(
            $"The simulator at {options.Url} plays another account than this program's settings name. Set the same "
            + $"{nameof(SimulatorOptions.AccountSid)}, {nameof(SimulatorOptions.AuthToken)} and "
            + $"{nameof(SimulatorOptions.AppId)}, or another {nameof(SimulatorOptions.Url)}.");
    }
}

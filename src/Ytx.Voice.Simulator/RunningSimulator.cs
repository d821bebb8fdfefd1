using System.Net.Http.Json;
using System.Text.Json;

namespace Ytx.Voice.Simulator;

/// <summary>Looks for a simulator that another program runs at the address where this one wants to listen.</summary>
internal static class RunningSimulator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether one answers there that plays the same account. False if anything else does, or nothing.</summary>
    /// <exception cref="InvalidOperationException">One answers that plays another account.</exception>
    public static async Task<bool> AnswersAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler)
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = 4096,
        };
        AboutModel? about;
        try
        {
            about = await client.GetFromJsonAsync(
                new Uri(options.Url, AboutModel.Path), SimulatorJson.Readable.AboutModel, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }

        var wanted = AboutModel.Of(options);
        return about?.Name == wanted.Name && (about == wanted ? true : throw new InvalidOperationException(
            $"The simulator at {options.Url} plays another account than this program's settings name. Set the same "
            + $"{nameof(SimulatorOptions.AccountSid)} and {nameof(SimulatorOptions.AppId)}, or another {nameof(SimulatorOptions.Url)}."));
    }
}

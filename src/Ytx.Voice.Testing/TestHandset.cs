using System.Net.Http.Json;
using System.Text.Json;

namespace Ytx.Voice.Testing;

/// <summary>
/// The handset of a simulator that runs somewhere: in the test, in the site (<c>AddYtxHandset</c>), in a container, or as
/// <c>ytx-voice simulate</c>. For tests of whole pages, such as with Playwright: it reads the code that the page wants.
/// </summary>
/// <remarks>Safe for concurrent use; two handsets at one address both return each call.</remarks>
public sealed class TestHandset : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly SocketsHttpHandler _handler = new() { UseProxy = false, AllowAutoRedirect = false };
    private readonly HttpClient _client;
    private readonly HashSet<string> _taken = [];

    /// <summary>Makes a handset.</summary>
    /// <param name="address">Where the simulator listens, such as <c>http://localhost:5080</c>.</param>
    public TestHandset(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        _client = new HttpClient(_handler, disposeHandler: false) { BaseAddress = address, Timeout = CallLine.OrdinaryPatience };
    }

    /// <summary>Waits for a call to a number. Each call is returned once, in their order.</summary>
    /// <param name="number">The number, such as <c>+8613911281234</c>. Without a country code it is one of mainland China.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The call: at once if it came already, also before this handset was made.</returns>
    /// <exception cref="FormatException"><paramref name="number"/> is no phone number.</exception>
    /// <exception cref="HttpRequestException">No simulator answers there.</exception>
    /// <exception cref="TimeoutException">Nobody called in ten seconds.</exception>
    public async Task<TestCall> NextCallAsync(string number, CancellationToken cancellationToken = default)
    {
        var wanted = PhoneNumber.Parse(number);
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var calls = await CallsAsync(cancellationToken).ConfigureAwait(false);
            lock (_taken)
            {
                if (calls.FirstOrDefault(call => call.To.Equals(wanted) && !_taken.Contains(call.RequestId)) is { } next)
                {
                    _taken.Add(next.RequestId);
                    return next;
                }
            }

            if (TimeProvider.System.GetElapsedTime(begun) > CallLine.OrdinaryPatience)
            {
                throw CallLine.NoCall(wanted, calls, CallLine.OrdinaryPatience);
            }

            await Task.Delay(Pace, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Answers a call that rings.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up waiting for the simulator.</param>
    /// <exception cref="InvalidOperationException">It is too late for that: the call does not ring any more.</exception>
    /// <exception cref="HttpRequestException">No simulator answers there.</exception>
    public Task AnswerAsync(TestCall call, CancellationToken cancellationToken = default) => TouchAsync(call, "answer", cancellationToken);

    /// <summary>Declines a call that rings.</summary>
    /// <inheritdoc cref="AnswerAsync"/>
    public Task DeclineAsync(TestCall call, CancellationToken cancellationToken = default) => TouchAsync(call, "decline", cancellationToken);

    /// <summary>Lets a call ring until the network gives up.</summary>
    /// <inheritdoc cref="AnswerAsync"/>
    public Task LetRingAsync(TestCall call, CancellationToken cancellationToken = default) => TouchAsync(call, "let-ring", cancellationToken);

    /// <summary>Switches the phone off while the call rings.</summary>
    /// <inheritdoc cref="AnswerAsync"/>
    public Task SwitchOffAsync(TestCall call, CancellationToken cancellationToken = default) => TouchAsync(call, "switch-off", cancellationToken);

    /// <summary>Lets the simulated gateway fail at the next call.</summary>
    /// <param name="failure">
    /// Why: <see cref="VoiceCallFailure.Balance"/>, <see cref="VoiceCallFailure.Configuration"/>,
    /// <see cref="VoiceCallFailure.Destination"/>, <see cref="VoiceCallFailure.Gateway"/> (HTTP 503, no phone rings),
    /// <see cref="VoiceCallFailure.NoResponse"/> (the phone rings), <see cref="VoiceCallFailure.Request"/> or
    /// <see cref="VoiceCallFailure.Throttled"/>.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for the simulator.</param>
    /// <exception cref="ArgumentOutOfRangeException">A gateway that answers cannot fail so.</exception>
    /// <exception cref="HttpRequestException">No simulator answers there, or 1,000 failures wait already.</exception>
    public async Task FailAsync(VoiceCallFailure failure, CancellationToken cancellationToken = default)
    {
        object fault = failure switch
        {
            VoiceCallFailure.Balance => Refuse("-204"),
            VoiceCallFailure.Configuration => Refuse("-205"),
            VoiceCallFailure.Destination => Refuse("-1"),
            VoiceCallFailure.Request => Refuse("-4"),
            VoiceCallFailure.Throttled => Refuse("-104"),
            VoiceCallFailure.Gateway => new { kind = "http", status = 503 },
            VoiceCallFailure.NoResponse => new { kind = "cutAfter" },
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "A gateway that answers cannot fail so."),
        };
        using var answer = await _client.PostAsJsonAsync("/_simulator/faults", fault, cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();

        static object Refuse(string statusCode) => new { kind = "refuse", statusCode, statusMsg = "The test let this call fail." };
    }

    /// <summary>Ends its connection to the simulator, which runs on.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    // Oldest first. A number that is none was never rung by a site of ours.
    private async Task<IReadOnlyList<TestCall>> CallsAsync(CancellationToken cancellationToken)
    {
        using var calls = await _client.GetFromJsonAsync<JsonDocument>("/_simulator/calls", cancellationToken).ConfigureAwait(false);
        return
        [
            .. calls!.RootElement.EnumerateArray().Reverse()
                .Select(call => (Number: PhoneNumber.TryParse(call.GetProperty("dst").GetString()!, out var number, out _) ? number : null, Call: call))
                .Where(call => call.Number is not null)
                .Select(call => new TestCall(
                    call.Number!, call.Call.GetProperty("code").GetString()!, call.Call.GetProperty("requestId").GetString()!)),
        ];
    }

    private async Task TouchAsync(TestCall call, string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var answer = await _client.PostAsync(new Uri($"/_simulator/calls/{call.RequestId}/{action}", UriKind.Relative), content: null, cancellationToken)
            .ConfigureAwait(false);
        if (answer.StatusCode is System.Net.HttpStatusCode.Conflict or System.Net.HttpStatusCode.NotFound)
        {
            throw new InvalidOperationException("It is too late for that: the call does not ring any more.");
        }

        answer.EnsureSuccessStatusCode();
    }
}

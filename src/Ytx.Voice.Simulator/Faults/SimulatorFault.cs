namespace Ytx.Voice.Simulator;

/// <summary>A fault to play on the next request, or the next few; see <see cref="YtxSimulator.QueueFault"/>.</summary>
public sealed class SimulatorFault
{
    /// <summary>The largest <see cref="Count"/>: 1,000.</summary>
    public const int MaxCount = 1000;

    /// <summary>The longest <see cref="Delay"/>: 60 seconds.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(60);

    private const int MaxMessageLength = 200;
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromDays(1);

    private SimulatorFault(SimulatorFaultKind kind) => Kind = kind;

    /// <summary>What the fault does.</summary>
    public SimulatorFaultKind Kind { get; }

    /// <summary>On how many requests it is played, one after the other. Default 1.</summary>
    public int Count { get; private init; } = 1;

    /// <summary>Which requests play it. Default <see cref="SimulatorOperation.Call"/>.</summary>
    public SimulatorOperation Operation { get; private init; }

    internal string? StatusCode { get; private init; }

    internal string? StatusMessage { get; private init; }

    internal int? HttpStatus { get; private init; }

    internal TimeSpan? RetryAfter { get; private init; }

    internal TimeSpan? Duration { get; private init; }

    /// <summary>Refuses with a result code.</summary>
    /// <param name="statusCode">A whole number other than 0, at most 7 characters, for example <c>-204</c>.</param>
    /// <param name="statusMessage">At most 200 characters; by default a message of the simulator's.</param>
    /// <exception cref="ArgumentException">An argument is not of that form.</exception>
    public static SimulatorFault Refuse(string statusCode, string? statusMessage = null)
    {
        ArgumentNullException.ThrowIfNull(statusCode);
        var digits = statusCode.StartsWith('-') ? statusCode[1..] : statusCode;
        if (statusCode.Length > 7 || digits.Length == 0 || !digits.All(char.IsAsciiDigit) || digits.All(c => c == '0'))
        {
            throw new ArgumentException("A refusal needs a statusCode such as -204, and not 0.", nameof(statusCode));
        }

        if (statusMessage?.Length > MaxMessageLength)
        {
            throw new ArgumentException("statusMsg is at most 200 characters long.", nameof(statusMessage));
        }

        return new(SimulatorFaultKind.Refuse) { StatusCode = statusCode, StatusMessage = statusMessage };
    }

    /// <summary>Answers with an HTTP status and no body.</summary>
    /// <param name="status">200 to 599.</param>
    /// <param name="retryAfter">The header Retry-After in whole seconds, zero to one day; none by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static SimulatorFault Http(int status, TimeSpan? retryAfter = null)
    {
        if (status is < 200 or > 599)
        {
            throw new ArgumentOutOfRangeException(nameof(status), "status is an HTTP status from 200 to 599.");
        }

        if (retryAfter < TimeSpan.Zero || retryAfter > MaxRetryAfter)
        {
            throw new ArgumentOutOfRangeException(nameof(retryAfter), "retryAfter is 0 to 86400 seconds.");
        }

        return new(SimulatorFaultKind.Http) { HttpStatus = status, RetryAfter = retryAfter };
    }

    /// <summary>Waits, then answers as usual.</summary>
    /// <param name="duration">Zero to <see cref="MaxDelay"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is out of its range.</exception>
    public static SimulatorFault Delay(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero || duration > MaxDelay)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), "A delay is 0 to 60000 milliseconds.");
        }

        return new(SimulatorFaultKind.Delay) { Duration = duration };
    }

    /// <summary>Cuts the connection before the request is read.</summary>
    public static SimulatorFault CutBefore() => new(SimulatorFaultKind.CutBefore);

    /// <summary>Accepts the call, then cuts the connection; a request that breaks a rule is refused.</summary>
    public static SimulatorFault CutAfter() => new(SimulatorFaultKind.CutAfter);

    /// <summary>Answers with HTTP 200 and a text that is not JSON.</summary>
    public static SimulatorFault Garbage() => new(SimulatorFaultKind.Garbage);

    /// <summary>Answers with 1 MiB of JSON.</summary>
    public static SimulatorFault Oversize() => new(SimulatorFaultKind.Oversize);

    /// <summary>The same fault on <paramref name="count"/> requests.</summary>
    /// <param name="count">1 to <see cref="MaxCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    public SimulatorFault Times(int count)
    {
        if (count is < 1 or > MaxCount)
        {
            throw new ArgumentOutOfRangeException(nameof(count), "count is 1 to 1000.");
        }

        return Copy(count, Operation);
    }

    /// <summary>The same fault on requests of one operation; others pass by.</summary>
    /// <param name="operation">Which.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such operation.</exception>
    public SimulatorFault On(SimulatorOperation operation) => Enum.IsDefined(operation)
        ? Copy(Count, operation)
        : throw new ArgumentOutOfRangeException(nameof(operation), "on is call, record or balance.");

    private SimulatorFault Copy(int count, SimulatorOperation operation) => new(Kind)
    {
        Count = count,
        Operation = operation,
        StatusCode = StatusCode,
        StatusMessage = StatusMessage,
        HttpStatus = HttpStatus,
        RetryAfter = RetryAfter,
        Duration = Duration,
    };
}

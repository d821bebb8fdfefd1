using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.StackExchangeRedis.Racer;

/// <summary>What each host does in a race.</summary>
public static class Race
{
    /// <summary>How many verify at once on one host.</summary>
    public const int Verifiers = 50;

    /// <summary>What all ask for, who is his own number: so the time of a grant is the time of its number's script.</summary>
    public const string Number = "+8613911281234";

    private const int Callers = 4;
    private const string Address = "192.0.2.1";
    private const string Application = "application";

    // No limit but the code's own tries.
    private static readonly WrongCodeLimit WrongCodes = new(
        new Allowance("guesses", new AllowanceRule(Allowance.MaxExactCount, TimeSpan.FromMilliseconds(1))),
        maxConsecutive: int.MaxValue);

    private static readonly Allowance Many =
        new("many", new AllowanceRule(Allowance.MaxExactCount, TimeSpan.FromHours(1)));

    private static readonly Allowance Budget =
        new("budget", new AllowanceRule(2 * Allowance.MaxExactCount, TimeSpan.FromHours(24)));

    /// <summary>A few calls to a number, while its caller's address and the application have more than enough.</summary>
    public static AllowanceClaim[] FewToNumber { get; } =
    [
        new(new("few", new(3, TimeSpan.FromSeconds(2)), new AllowanceRule(5, TimeSpan.FromSeconds(6))), Number),
        new(Many, Address),
        new(Budget, Application),
    ];

    /// <summary>A few calls from an address, while its number and the application have more than enough.</summary>
    public static AllowanceClaim[] FewFromAddress { get; } =
    [
        new(new("few", new AllowanceRule(3, TimeSpan.FromHours(1))), Address),
        new(Many, Number),
        new(Budget, Application),
    ];

    public static ChallengeRequest Request(string user, ulong verifier, params AllowanceClaim[] claims) =>
        ChallengeRequests.Create(user, claims, verifier: verifier, wrongCodes: WrongCodes);

    /// <summary>A patient connection to the server that is raced on.</summary>
    public static async Task<IConnectionMultiplexer> ConnectAsync(string server) => await ConnectionMultiplexer.ConnectAsync(
        server, options => (options.ConnectTimeout, options.AsyncTimeout, options.AbortOnConnectFail) = (30_000, 30_000, false));

    /// <summary>Tries one code <see cref="Verifiers"/> times at once.</summary>
    /// <returns>How often each <see cref="ChallengeStatus"/> was the answer, in the order of their values.</returns>
    public static async Task<long[]> VerifyAsync(IVoiceCodeStore store, string user, ulong verifier)
    {
        var counts = new long[Enum.GetValues<ChallengeStatus>().Length];
        var challengeTry = Request(user, verifier).Try();
        var verdicts = Enumerable.Range(0, Verifiers).Select(_ => store.VerifyAsync(challengeTry).AsTask());
        foreach (var verdict in await Task.WhenAll(verdicts))
        {
            counts[(int)verdict.Status]++;
        }

        return counts;
    }

    /// <summary>Asks for calls again and again, as long as told since the first answer.</summary>
    /// <returns>The server's time of each that was granted, in milliseconds.</returns>
    /// <exception cref="InvalidOperationException">Something else than the few refused one.</exception>
    public static async Task<IEnumerable<long>> CallAsync(IVoiceCodeStore store, string claims, TimeSpan time)
    {
        var granted = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            var times = new List<long>();
            long? firstAnswer = null;
            while (firstAnswer is null || TimeProvider.System.GetElapsedTime(firstAnswer.Value) < time)
            {
                var grant = await store.BeginAsync(Request(
                    Number, verifier: 1, claims is nameof(FewToNumber) ? FewToNumber : FewFromAddress));
                firstAnswer ??= TimeProvider.System.GetTimestamp();
                if (grant.Status is ChallengeStatus.Granted)
                {
                    times.Add(grant.TakenAt);
                }
                else if (grant.DeniedBy is not "few")
                {
                    throw new InvalidOperationException($"The answer was {grant.Status} by {grant.DeniedBy}.");
                }
            }

            return times;
        }));
        return granted.SelectMany(times => times);
    }
}

using System.Globalization;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis.Tests.Faults;

/// <summary>How a load went.</summary>
internal sealed class LiveReport(
    IReadOnlyCollection<LiveCode> codes, IReadOnlyCollection<LiveCode> held, IReadOnlyCollection<Outage> outages)
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(6);

    // The time-out of a second. The rest is the test's own: a caller notes when he hears once a busy processor lets him.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1.5);

    private readonly LiveAnswer[] _answers = [.. codes.SelectMany(code => code.Tries.Prepend(code.Begun))];

    /// <summary>How often a caller was told that Redis is away.</summary>
    public int Unavailable => _answers.Count(answer => answer.Status is ChallengeStatus.Unavailable);

    public IEnumerable<LiveCode> AcceptedTwice => codes.Where(code => code.Acceptances.Count() > 1);

    /// <summary>
    /// Those of them that were first accepted more than a second before Redis went away, or after it was back.
    /// </summary>
    public IEnumerable<LiveCode> AcceptedTwiceOutside => AcceptedTwice.Where(code =>
        code.Acceptances.First().Heard is var heard
        && !outages.Any(outage => outage.Overlaps(heard, heard + TimeProvider.System.TimestampFrequency)));

    /// <summary>Codes that Redis had forgotten.</summary>
    public IEnumerable<LiveCode> Lost => codes.Where(code => code.IsLost);

    /// <summary>How many of those that were held over the fault were accepted.</summary>
    public int HeldAccepted => held.Count(code => code.Acceptances.Any());

    private IEnumerable<LiveAnswer> SucceededWhileAway => _answers.Where(answer =>
        answer.Status is ChallengeStatus.Granted or ChallengeStatus.Verified && outages.Any(outage => outage.Holds(answer)));

    private IEnumerable<LiveCode> LostForNothing => Lost.Where(code =>
        !outages.Any(outage => outage.Overlaps(code.Begun.Asked, code.Tries[0].Heard)));

    // What was refused before Redis came back must not reach it late, and what was denied must be given back.
    private IEnumerable<LiveCode> OpenedUngranted => codes.Where(code => code.Acceptances.Any() && code.Begun.Status switch
    {
        ChallengeStatus.Unavailable => outages.Any(outage => outage.Holds(code.Begun)),
        ChallengeStatus.Denied => !outages.Any(outage => outage.Overlaps(code.Begun.Asked, code.Begun.Heard)),
        _ => false,
    });

    /// <summary>Asserts what holds in every fault, and writes down what was measured.</summary>
    public void AssertSafe()
    {
        Assert.Empty(SucceededWhileAway);
        Assert.Empty(LostForNothing);
        Assert.Empty(OpenedUngranted);
        var (success, failure) = (outages.Max(FirstSuccess), outages.Max(LastFailure));
        var longest = _answers.Max(answer => answer.Waited);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{codes.Count(code => code.IsGranted)} granted, {Unavailable} times away, {Lost.Count()} lost, "
            + $"{AcceptedTwice.Count()} accepted twice; away for "
            + $"{outages.Max(AwayFor).TotalMilliseconds:F0} ms; after {success.TotalMilliseconds:F0} ms the first success, after "
            + $"{failure.TotalMilliseconds:F0} ms the last failure; longest wait {longest.TotalMilliseconds:F0} ms"));
        Assert.InRange(success, TimeSpan.Zero, Recovery);
        Assert.InRange(failure, TimeSpan.Zero, Recovery);
        Assert.InRange(longest, TimeSpan.Zero, Wait);
    }

    private TimeSpan FirstSuccess(Outage outage) => SinceBack(outage, codes
        .Where(code => code.IsGranted && code.Begun.Asked > outage.Away)
        .SelectMany(code => code.Acceptances)
        .Min(answer => answer.Heard));

    private static TimeSpan AwayFor(Outage outage) => TimeProvider.System.GetElapsedTime(outage.Away, outage.Back);

    // Before the next fault.
    private TimeSpan LastFailure(Outage outage)
    {
        var next = outages.Select(other => other.Begun)
            .Where(begun => begun > outage.Back)
            .DefaultIfEmpty(long.MaxValue)
            .Min();
        return SinceBack(outage, _answers
            .Where(answer => answer.Status is ChallengeStatus.Unavailable && answer.Heard < next)
            .Select(answer => answer.Heard)
            .DefaultIfEmpty(outage.Back)
            .Max());
    }

    // It may serve a moment before that is noticed.
    private static TimeSpan SinceBack(Outage outage, long heard) =>
        TimeProvider.System.GetElapsedTime(outage.Back, Math.Max(outage.Back, heard));
}

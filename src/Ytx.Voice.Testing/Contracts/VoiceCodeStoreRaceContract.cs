using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>
/// What holds in every store while many ask at once: counts that only "all or nothing" explains. On the clock that runs,
/// so windows are long. A user's own counters may seem one higher for a moment, as on a cluster; nobody else's may.
/// </summary>
[Experimental("YTX001")]
public abstract partial class VoiceCodeStoreRaceContract() : Contract(Book)
{
    private static readonly RuleBook Book = RuleBook.Of<VoiceCodeStoreRaceContract>();

    private const int Many = 64;
    private const int Tries = 5;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly WrongCodeLimit WrongCodes = new(new Allowance("guesses", new AllowanceRule(100, TimeSpan.FromSeconds(1))), 1000);

    private static readonly Allowance User = new("user", new AllowanceRule(50, Day)) { Per = AllowanceSubject.User };
    private static readonly Allowance OneOfUser = new("user-once", new AllowanceRule(1, Day)) { Per = AllowanceSubject.User };
    private static readonly Allowance Address = new("client-address", new AllowanceRule(1, Day)) { Per = AllowanceSubject.ClientAddress };
    private static readonly Allowance Budget = new("application", new AllowanceRule(1, Day)) { Per = AllowanceSubject.Application };
    private static readonly Allowance Prefix = new("number-prefix", new AllowanceRule(1, Day)) { Per = AllowanceSubject.Prefix };
    private static readonly Allowance Number = new("number", new AllowanceRule(1, Day));
    private static readonly Allowance Others = new("number-others", new AllowanceRule(1, Day));
    private static readonly Allowance CoolDown = new("number-cool-down", new AllowanceRule(1, TimeSpan.FromHours(1)))
    {
        Counting = AllowanceCounting.DifferentItems,
    };

    private int _fresh;

    /// <summary>The names of the rules.</summary>
    public static IReadOnlyList<string> Rules { get; } = Book.Names;

    /// <summary>The store, or at each look that of the next of several hosts on one database. Asked for on many threads.</summary>
    protected abstract IVoiceCodeStore Store { get; }

    /// <summary>How long each rule goes on, by default a second.</summary>
    protected virtual TimeSpan Duration => TimeSpan.FromSeconds(1);

    [Rule("user-once")]
    [Rule("client-address")]
    [Rule("number-prefix")]
    [Rule("number-others")]
    internal async Task BeginAsync_StrangersAreDenied_EveryOwnerIsGranted(string deniedBy)
    {
        var numbers = Array.Empty<string>();
        if (deniedBy is not "number-others")
        {
            await UseUpAsync(
            [
                .. Enumerable.Range(0, Many).Select(i => new AllowanceClaim(OneOfUser, Name("stranger", i))),
                .. Enumerable.Range(0, Many).Select(i => new AllowanceClaim(Address, Name("address", i))),
                new(Prefix, Name("prefix")),
            ]);
        }

        await BesideAsync(
            async stranger =>
            {
                if (numbers.Length is 0)
                {
                    return;
                }

                var (user, number) = (Fresh("stranger"), numbers[RandomNumberGenerator.GetInt32(numbers.Length)]);
                AllowanceClaim[] own = deniedBy switch
                {
                    "user-once" => [new(OneOfUser, user = Name("stranger", stranger))],
                    "client-address" => [new(User, user), new(Address, Name("address", stranger))],
                    "number-prefix" => [new(User, user), new(Prefix, Name("prefix"))],
                    _ => [new(User, user)],
                };
                var denied = await BeginAsync(
                    user, [.. own, new(CoolDown, number) { Item = user }, new(Number, number), new(Others, number)]);
                Assert.Equal(ChallengeStatus.Denied, denied.Status);
            },
            async round =>
            {
                string[] owned = [.. Enumerable.Range(0, 60).Select(i => Name("number", round, i))];
                if (deniedBy is "number-others")
                {
                    await UseUpAsync([.. owned.Select(number => new AllowanceClaim(Others, number))]);
                }

                numbers = owned;
                var grants = await AtOnceAsync(owned.Length, i =>
                {
                    var owner = Fresh("owner");
                    return BeginAsync(
                        owner, [new(User, owner), new(CoolDown, owned[i]) { Item = owner }, new(Number, owned[i])]);
                });

                Assert.Equal(60, grants.Count(grant => grant.Status is ChallengeStatus.Granted));
            });
    }

    [Rule("number")]
    [Rule("application")]
    internal async Task BeginAsync_Denied_OpensNothingThatCanBeGuessed(string deniedBy)
    {
        AllowanceClaim usedUp = deniedBy is "number" ? new(Number, Name("number")) : new(Budget, Name(""));
        await UseUpAsync([usedUp]);

        await BesideAsync(
            async account =>
            {
                var user = Name("account", account);
                Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(user, [new(User, user), usedUp], verifier: 70)).Status);
            },
            async _ =>
            {
                var verdicts = await AtOnceAsync(Many, account => VerifyAsync(Name("account", account), 70));

                Assert.All(verdicts, verdict => Assert.Equal(ChallengeStatus.Missing, verdict.Status));
            });
    }

    [Rule]
    internal async Task BeginAsync_CallAgainIsDenied_TheSpokenCodeGoesOnAnswering()
    {
        const int Accounts = 30;
        var users = Array.Empty<string>();
        await UseUpAsync([new(Number, Name("number"))]);

        await BesideAsync(
            account => users.Length is 0 ? Task.CompletedTask : CallAgainAsync(users[account % Accounts]),
            async round =>
            {
                string[] callers = [.. Enumerable.Range(0, Accounts).Select(i => Name("caller", round, i))];
                await AtOnceAsync(Accounts, i => BeginAsync(callers[i], [new(User, callers[i])], verifier: 70));
                users = callers;

                var verdicts = await AtOnceAsync(3 * Accounts, i => VerifyAsync(callers[i % Accounts], 70));

                Assert.Equal(Accounts, verdicts.Count(verdict => verdict.Status is ChallengeStatus.Verified));
                Assert.Equal(2 * Accounts, verdicts.Count(verdict => verdict.Status is ChallengeStatus.Missing));
            });
    }

    [Rule]
    internal async Task BeginAsync_CallAgainIsDenied_NeitherEndNorTriesChange()
    {
        await UseUpAsync([new(Number, Name("number"))]);
        var user = Name("caller");
        var watch = Stopwatch.StartNew();
        var opened = await BeginAsync(user, [], nonce: 7, verifier: 70);
        Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(user, 71)).Status);
        var life = opened.Life;

        await BesideAsync(
            _ => CallAgainAsync(user),
            async _ =>
            {
                var found = await BeginAsync(user, [], nonce: 8, verifier: 80);

                Assert.Equal(((UInt128)7, Tries - 1), (found.Nonce, found.TriesLeft));
                Assert.InRange(found.Life, Lifetime - watch.Elapsed - TimeSpan.FromMilliseconds(100), life);
                life = found.Life;
            });

        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(user, 70)).Status);
    }

    [Rule]
    internal async Task BeginAsync_Cancelled_IsGrantedInFullOrLeavesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await RoundsAsync(async round =>
        {
            await AtOnceAsync(Many, async i =>
            {
                var (user, number) = (Name("caller", round, i), Name("number", round, i));
                using var source = new CancellationTokenSource();
                ChallengeStatus? answer = null;
                try
                {
                    var asked = BeginAsync(
                        user, [new(User, user), new(Number, number)], verifier: 70,
                        cancellationToken: i % 4 is 0 ? cancelled.Token : source.Token);
                    if (i % 4 is 1)
                    {
                        await Task.Yield();
                    }

                    await source.CancelAsync();
                    answer = (await asked).Status;
                }
                catch (OperationCanceledException)
                {
                    // It had not begun.
                }

                var opened = (await VerifyAsync(user, 70)).Status is ChallengeStatus.Verified;
                var taken = (await BeginAsync(Fresh("caller"), [new(Number, number)])).Status is ChallengeStatus.Denied;

                Assert.True(opened == taken, $"{answer}: opened {opened}, taken {taken}");
                Assert.True(answer is ChallengeStatus.Unavailable || opened == answer is ChallengeStatus.Granted, $"{answer}: {opened}");
                Assert.False(i % 4 is 0 && opened);
                return true;
            });
        });
    }

    [Rule]
    internal async Task AnyMix_OfCallsGiveBacksAndVerifications_AddsUp() =>
        await RoundsAsync(async round => await new Mix(this, round).RunAsync());

    [Rule]
    internal async Task VerifyAsync_RightAndWrongAtOnce_OneWinsAndNoMoreThanTheTriesAreCompared() =>
        await RoundsAsync(async round =>
        {
            var (one, other) = (Name("winner", round), Name("loser", round));
            await BeginAsync(one, [], verifier: 70);
            await BeginAsync(other, [], verifier: 70);

            var right = await AtOnceAsync(200, _ => VerifyAsync(one, 70));
            var wrong = await AtOnceAsync(200, i => VerifyAsync(other, (UInt128)i + 1000));

            Assert.Single(right, verdict => verdict.Status is ChallengeStatus.Verified);
            Assert.Equal(199, right.Count(verdict => verdict.Status is ChallengeStatus.Missing));
            Assert.Equal(Tries, wrong.Count(verdict => verdict.Status is ChallengeStatus.Wrong));
            Assert.Equal(ChallengeStatus.TriesUsedUp, (await VerifyAsync(other, 70)).Status);
        });

    private string Name(string of, params int[] ids) => $"{of} {string.Join('.', ids)} of {Run}";

    private string Fresh(string of) => Name(of, -Interlocked.Increment(ref _fresh));

    private UInt128 FreshNonce() => (UInt128)Interlocked.Increment(ref _fresh) << 64;

    /// <summary>Refused, where it would speak a new code.</summary>
    private async Task CallAgainAsync(string user)
    {
        var denied = await BeginAsync(
            user, [new(User, user), new(Number, Name("number"))], FreshNonce(), verifier: 80, renewBelow: Lifetime);
        Assert.Equal(ChallengeStatus.Denied, denied.Status);
    }

    private async Task UseUpAsync(AllowanceClaim[] claims) => Assert.All(
        await AtOnceAsync(claims.Length, i => BeginAsync(Fresh("first"), [claims[i]])),
        grant => Assert.Equal(ChallengeStatus.Granted, grant.Status));

    private Task<ChallengeGrant> BeginAsync(
        string user, AllowanceClaim[] claims, UInt128? nonce = null, UInt128? verifier = null, TimeSpan renewBelow = default,
        CancellationToken? cancellationToken = null) => Store.BeginAsync(
            Request(user, claims, nonce ?? FreshNonce(), verifier ?? 1, renewBelow),
            cancellationToken ?? Stop).AsTask();

    private static ChallengeRequest Request(
        string user, AllowanceClaim[] claims, UInt128 nonce, UInt128 verifier, TimeSpan renewBelow) => ChallengeRequests.Create(
            user, claims, nonce, verifier, lifetime: Lifetime, renewBelow: renewBelow, wrongCodes: WrongCodes);

    private Task<ChallengeVerdict> VerifyAsync(string user, UInt128 verifier) => Store.VerifyAsync(
        ChallengeRequests.Create(user, wrongCodes: WrongCodes).Try(verifier), Stop).AsTask();

    private static Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> one) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => one(i))));

    private async Task RoundsAsync(Func<int, Task> round)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i is 0 || watch.Elapsed < Duration; i++)
        {
            await round(i);
        }
    }

    // Round by round, while many others go on without a break.
    private async Task BesideAsync(Func<int, Task> beside, Func<int, Task> round)
    {
        using var done = new CancellationTokenSource();
        var others = Enumerable.Range(0, Many).Select(i => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await Task.Yield();
                await beside(i);
            }
        })).ToArray();
        try
        {
            await RoundsAsync(round);
        }
        finally
        {
            await done.CancelAsync();
        }

        await Task.WhenAll(others);
    }
}

using Ytx.Voice;

namespace Ytx.Identity.Tests.Attacks;

/// <summary>A hundred thousand wrong codes by every road there is, counted by what was really compared.</summary>
public sealed class GuessingAttackTests
{
    private static readonly string[] Purposes =
    [
        VoiceCodePurpose.LogIn, VoiceCodePurpose.ChangePhoneNumber("+8613911281234"), VoiceCodePurpose.ResetPassword,
        "step-up", "pay:17",
    ];

    private static readonly int[] Caps = [50, 20, 20, 10];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Guess_EveryRoadWithoutSuccess_EndsAtTheHardCapsForEver(int seed)
    {
        using var site = new TestSite();
        var user = await site.CreateUserAsync();
        var compared = await AttackAsync(site, user, seed, attempts: 100_000, helpful: false);

        AssertWindows(compared);
        foreach (var kind in Enum.GetValues<VoiceCodePurposeKind>().Where(kind => kind is not VoiceCodePurposeKind.PhoneVerification))
        {
            var times = compared.Where(guess => guess.Kind == kind).Select(guess => guess.At).ToList();
            // For phone confirmation wrong tries in a row lapse after ninety days; elsewhere never.
            var most = kind is VoiceCodePurposeKind.ChangePhoneNumber ? MostWithin(times, TimeSpan.FromDays(90)) : times.Count;
            Assert.Equal(Caps[(int)kind], most);
        }

        // Locked for ever: neither rings nor accepts, until somebody unlocks it.
        site.Clock.Advance(TimeSpan.FromDays(365));
        var call = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
        Assert.Equal(VoiceCodeReason.LockedOut, call.Reason);
        Assert.Null(call.RetryAfter);
        Assert.True(await site.Codes.UnlockAsync(user, VoiceCodePurposeKind.LogIn));
        Assert.Equal(VoiceCodeReason.None, await site.TryAsync(user, await site.CallAsync(user)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Guess_OwnerSucceedsMeanwhile_KeepsTheHourAndTheDay(int seed)
    {
        using var site = new TestSite();
        var user = await site.CreateUserAsync();

        var compared = await AttackAsync(site, user, seed, attempts: 20_000, helpful: true);

        AssertWindows(compared);
        Assert.True(compared.Count > 100, "The owner's successes should have let the attack go on.");
    }

    [Fact]
    public async Task Guess_OwnerLogsInDailyForAYear_SixtyAMonthAreCompared()
    {
        using var site = new TestSite();
        var user = await site.CreateUserAsync();
        var begin = site.Clock.GetUtcNow();
        var compared = new List<DateTimeOffset>();
        var successes = 0;
        for (var day = 0; day < 365; day++)
        {
            // The owner first, each day: his success ends the row. Then who has stolen the password, twice.
            await LogInAsync();
            await GuessAnHoursAsync();
            site.Clock.Advance(TimeSpan.FromHours(6));
            await GuessAnHoursAsync();
            site.Clock.Advance(begin.AddDays(day + 1) - site.Clock.GetUtcNow());
        }

        Assert.Equal(10, MostWithin(compared, TimeSpan.FromHours(1)));
        Assert.Equal(20, MostWithin(compared, TimeSpan.FromDays(1)));
        Assert.Equal(60, MostWithin(compared, TimeSpan.FromDays(30)));
        // 13 times 60: with six digits 1 in 1,282 a year.
        Assert.Equal(780, compared.Count);
        Assert.True(successes > 12, "The owner's successes should have let the attack go on beyond fifty in a row.");

        async Task LogInAsync()
        {
            if (await site.RingAsync(user) is VoiceCodeReason.None)
            {
                Assert.Equal(VoiceCodeReason.None, await site.TryAsync(user, site.Sender.LastCode));
                successes++;
            }
        }

        async Task GuessAnHoursAsync()
        {
            for (var code = 0; code < 2 && await site.RingAsync(user) is VoiceCodeReason.None; code++)
            {
                for (var guess = 1; await site.TryAsync(user, TestSite.Wrong(site.Sender.LastCode, guess)) is VoiceCodeReason.WrongCode; guess++)
                {
                    compared.Add(site.Clock.GetUtcNow());
                }

                site.Clock.Advance(TimeSpan.FromMinutes(3));
            }
        }
    }

    [Fact]
    public async Task Guess_OwnNumberIsConfirmedInBetween_TwentyAtAnothersNumberAreCompared()
    {
        using var site = new TestSite();
        var user = await site.CreateStrangerAsync();
        var (victims, mine) = ("139-1128-1234", VoiceCodePurpose.ChangePhoneNumber("+8613911281235"));
        string[] spellings = [victims, "+86 " + victims, "0086" + victims, "(" + victims + ")"];
        var compared = 0;
        for (var day = 0; day < 12; day++)
        {
            // A day's guesses at the victim's number, in another spelling each, and then a right code of the guesser's own.
            await site.RingAsync(user, VoiceCodePurpose.ChangePhoneNumber(victims));
            for (var guess = 1; guess <= 4; guess++)
            {
                var purpose = VoiceCodePurpose.ChangePhoneNumber(spellings[(day + guess) % spellings.Length]);
                compared += await site.TryAsync(user, TestSite.Wrong(site.Sender.LastCode, guess), purpose) is VoiceCodeReason.WrongCode ? 1 : 0;
            }

            site.Clock.Advance(TimeSpan.FromMinutes(1));
            if (await site.RingAsync(user, mine) is VoiceCodeReason.None)
            {
                Assert.Equal(VoiceCodeReason.None, await site.TryAsync(user, site.Sender.LastCode, mine));
            }

            site.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        }

        Assert.Equal(20, compared);
        var call = await site.Codes.RequestCallAsync(user, mine, TestContext.Current.CancellationToken);
        Assert.Equal(VoiceCodeReason.LockedOut, call.Reason);
        // The first of the twenty lapses ninety days after it was made.
        Assert.Equal(TimeSpan.FromDays(90 - 12), call.RetryAfter);
    }

    [Fact]
    public async Task Guess_SlipsAtANumberThatIsConfirmedAtLast_AreForgiven()
    {
        using var site = new TestSite();
        var user = await site.CreateUserAsync();
        var purpose = VoiceCodePurpose.ChangePhoneNumber("+8613911281234");
        for (var day = 0; day < 30; day++)
        {
            var code = await site.CallAsync(user, purpose);
            Assert.Equal(VoiceCodeReason.WrongCode, await site.TryAsync(user, TestSite.Wrong(code), purpose));
            Assert.Equal(VoiceCodeReason.None, await site.TryAsync(user, code, VoiceCodePurpose.ChangePhoneNumber("139-1128-1234")));
            site.Clock.Advance(TimeSpan.FromDays(1));
        }
    }

    private static void AssertWindows(List<Guess> compared)
    {
        Assert.All(compared.GroupBy(guess => (guess.Purpose, guess.Code)), code => Assert.InRange(code.Count(), 1, 5));
        foreach (var kind in compared.GroupBy(guess => guess.Kind))
        {
            var times = kind.Select(guess => guess.At).ToList();
            Assert.InRange(MostWithin(times, TimeSpan.FromHours(1)), 1, 10);
            Assert.InRange(MostWithin(times, TimeSpan.FromDays(1)), 1, 20);
            Assert.InRange(MostWithin(times, TimeSpan.FromDays(30)), 1, 60);
        }
    }

    private static int MostWithin(List<DateTimeOffset> times, TimeSpan window) =>
        times.Max(last => times.Count(at => at <= last && at > last - window));

    // Asks for calls and guesses at random purposes, through Identity's manager and ours, in bursts side by side and after
    // waits of seconds to days. The sender's record stands in for the owner, who alone hears the code.
    private static async Task<List<Guess>> AttackAsync(TestSite site, TestUser user, int seed, int attempts, bool helpful)
    {
        var random = new Random(seed);
        var compared = new List<Guess>();
        var heard = new Dictionary<string, string>();
        for (var made = 0; made < attempts;)
        {
            var purpose = Purposes[random.Next(Purposes.Length)];
            if (random.Next(3) is 0)
            {
                site.Clock.Advance(TimeSpan.FromSeconds(Math.Pow(10, random.NextDouble() * (helpful ? 4.5 : 5.2))));
            }

            if ((await site.Codes.RequestCallAsync(user, purpose)).Succeeded)
            {
                heard[purpose] = site.Sender.LastCode;
            }

            var right = heard.GetValueOrDefault(purpose, "000000");
            if (helpful && random.Next(3) is 0)
            {
                await site.TryAsync(user, right, purpose);
            }

            var burst = random.Next(1, 20);
            var results = await Task.WhenAll(Enumerable.Range(1, burst).Select(i => Task.Run(() =>
                GuessAsync(site, user, purpose, TestSite.Wrong(right, i), throughIdentity: i % 2 is 0))));
            made += burst;
            compared.AddRange(results.Where(wrong => wrong).Select(_ =>
                new Guess(VoiceCodePurpose.KindOf(purpose), purpose, right, site.Clock.GetUtcNow())));
        }

        return compared;
    }

    private static async Task<bool> GuessAsync(
        TestSite site, TestUser user, string purpose, string code, bool throughIdentity)
    {
        // Each in a session of its own.
        using var session = site.NewSession();
        if (throughIdentity)
        {
            Assert.False(await session.Users.VerifyUserTokenAsync(user, YtxVoiceDefaults.ProviderName, purpose, code));
            return session.Codes.LastVerification!.Reason is VoiceCodeReason.WrongCode;
        }

        return (await session.Codes.VerifyAsync(user, purpose, code)).Reason is VoiceCodeReason.WrongCode;
    }

    private sealed record Guess(VoiceCodePurposeKind Kind, string Purpose, string Code, DateTimeOffset At);
}

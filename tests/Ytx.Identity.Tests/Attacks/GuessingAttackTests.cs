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
        for (var door = 0; door < Caps.Length; door++)
        {
            Assert.Equal(Caps[door], compared.Count(guess => guess.Door == (VoiceCodePurposeClass)door));
        }

        // Locked for ever: neither rings nor accepts, until somebody unlocks it.
        site.Clock.Advance(TimeSpan.FromDays(365));
        var call = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
        Assert.Equal(VoiceCodeReason.LockedOut, call.Reason);
        Assert.Null(call.RetryAfter);
        Assert.True(await site.Codes.UnlockAsync(user, VoiceCodePurposeClass.LogIn));
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

    private static void AssertWindows(List<Guess> compared)
    {
        Assert.All(compared.GroupBy(guess => (guess.Purpose, guess.Code)), code => Assert.InRange(code.Count(), 1, 5));
        foreach (var door in compared.GroupBy(guess => guess.Door))
        {
            var times = door.Select(guess => guess.At).ToList();
            for (var i = 0; i < times.Count; i++)
            {
                Assert.InRange(times.Count(at => at <= times[i] && at > times[i].AddHours(-1)), 1, 10);
                Assert.InRange(times.Count(at => at <= times[i] && at > times[i].AddDays(-1)), 1, 20);
            }
        }
    }

    // Asks for calls and guesses at random doors, through Identity's manager and ours, in bursts side by side and after
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
                new Guess(VoiceCodePurpose.ClassOf(purpose), purpose, right, site.Clock.GetUtcNow())));
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

    private sealed record Guess(VoiceCodePurposeClass Door, string Purpose, string Code, DateTimeOffset At);
}

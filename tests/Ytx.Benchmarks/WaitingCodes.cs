using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ytx.Identity;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Benchmarks;

/// <summary>P7 and P8 in process: what a waiting code weighs, and what a million of them do to a verification.</summary>
internal static class WaitingCodes
{
    private const int Many = 1_000_000;
    private const int Few = 1_000;
    private const int Rounds = 7;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var (challenge, number) = (136, 120);
        var byHand = $"{challenge} B a challenge, {number} B an allowance by hand";
        var core = await WeighAsync(claim => claim.Allowance.Per is AllowanceSubject.User or AllowanceSubject.Number);
        var all = await WeighAsync(_ => true);
        var (few, many) = await CompareVerifyAsync();
        return
        [
            new("P7", "bytes a waiting code, number and user", byHand, $"{core:0} B", core, " B", 1024, AtMost: true),
            new("P7", "bytes a waiting code, every rule", byHand, $"{all:0} B", all, " B", null, AtMost: true),
            new("P8", "verify at 1,000,000 waiting codes", $"{few:0} ns at 1,000", $"{many:0} ns", many / few, "x", 1.3, AtMost: true),
        ];
    }

    private static async Task<double> WeighAsync(Func<AllowanceClaim, bool> counts)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var store = new InMemoryVoiceCodeStore(TimeProvider.System, Many * 2);
        await FillAsync(store, Many, counts);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(store);
        return (double)bytes / Many;
    }

    private static async Task<(double Few, double Many)> CompareVerifyAsync()
    {
        var small = new InMemoryVoiceCodeStore(TimeProvider.System, Many * 2);
        await FillAsync(small, Few, _ => false);
        var large = new InMemoryVoiceCodeStore(TimeProvider.System, Many * 2);
        await FillAsync(large, Many, _ => false);
        var (few, many) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            few.Add(await VerifyAsync(small, Few));
            many.Add(await VerifyAsync(large, Many));
        }

        return (few.Order().ElementAt(Rounds / 2), many.Order().ElementAt(Rounds / 2));
    }

    // With the hash that a verification costs anyway, over users in no order, wrong codes only.
    private static async Task<double> VerifyAsync(InMemoryVoiceCodeStore store, int users)
    {
        const int Operations = 100_000;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Operations; i++)
        {
            var user = (int)((i * 7_919L) % users);
            var subject = Subject(user);
            await store.VerifyAsync(new ChallengeTry
            {
                User = subject.User,
                Purpose = subject.Purpose,
                PurposeKind = subject.PurposeKind,
                Verifier = VoiceCodeDerivation.Verifier(subject, "123456"),
                WrongCodes = PatientStore.Patient,
            });
        }

        return clock.Elapsed.TotalNanoseconds / Operations;
    }

    private static async Task FillAsync(InMemoryVoiceCodeStore store, int users, Func<AllowanceClaim, bool> counts)
    {
        var limits = new VoiceCodeLimits(new VoiceCodeOptions { Limits = { DailyBudget = Many * 2 } });
        for (var i = 0; i < users; i++)
        {
            var subject = Subject(i);
            var address = new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            var claims = limits.ClaimsFor(
                subject.Number, VoiceCodePurposeKind.LogIn, isOwner: true, CallingClient.SubjectOf(address),
                DateTimeOffset.UnixEpoch);
            await store.BeginAsync(new ChallengeRequest
            {
                User = subject.User,
                Purpose = subject.Purpose,
                PurposeKind = subject.PurposeKind,
                Binding = (uint)i,
                Nonce = (UInt128)i,
                Verifier = (UInt128)i,
                Lifetime = TimeSpan.FromHours(1),
                RenewBelow = TimeSpan.Zero,
                Tries = int.MaxValue,
                WrongCodes = PatientStore.Patient,
                Claims = claims.ToArray().Where(counts).ToArray(),
            });
        }
    }

    private static VoiceCodeSubject Subject(int user) => new()
    {
        User = VoiceCodeManager<BenchmarkUser>.KeyOf(Id(user)),
        Purpose = VoiceCodePurpose.LogIn,
        Number = Number(user),
        SecurityStamp = "8CB5B7A0D8A7475DA2A43CF3ADE6A2FA",
        ConfirmedNumber = Number(user),
    };

    private static string Id(int user) => new Guid(user, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString();

    private static string Number(int user) => string.Create(CultureInfo.InvariantCulture, $"+861391{user:D7}");
}

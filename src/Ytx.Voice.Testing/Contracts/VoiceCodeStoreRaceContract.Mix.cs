using System.Collections.Concurrent;
using System.Security.Cryptography;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <content>All that a store does, mixed.</content>
public abstract partial class VoiceCodeStoreRaceContract
{
    /// <summary>Few users and numbers, on which many do everything at once, and what came of it.</summary>
    private sealed class Mix(VoiceCodeStoreRaceContract race, int round)
    {
        private const int Few = 3;

        private static readonly Allowance Calls = new("mix-number", new AllowanceRule(9, Day));
        private static readonly Allowance OwnCalls = new("mix-user", new AllowanceRule(12, Day)) { Per = AllowanceSubject.User };
        private static readonly Allowance Attempts = new("mix-attempts", new AllowanceRule(40, Day)) { CountsAttempts = true };

        private readonly ConcurrentDictionary<UInt128, int> _accepted = new();
        private readonly int[] _wrong = new int[Few];
        private readonly int[] _opened = new int[Few];
        private readonly int[] _heldOfUser = new int[Few];
        private readonly int[] _heldOfNumber = new int[Few];
        private readonly int[] _attempts = new int[Few];

        public async Task RunAsync()
        {
            await AtOnceAsync(Many, async i =>
            {
                for (var step = 0; step < 8; step++)
                {
                    await CallAsync((i + step) % Few, RandomNumberGenerator.GetInt32(Few));
                }

                return true;
            });

            Assert.All(_accepted, accepted => Assert.Equal(1, accepted.Value));
            for (var i = 0; i < Few; i++)
            {
                Assert.InRange(_wrong[i], 0, _opened[i] * Tries);
                await ExactlyLeftAsync(Calls, NumberOf(i), Calls.MaxCount - _heldOfNumber[i]);
                await ExactlyLeftAsync(OwnCalls, UserOf(i), OwnCalls.MaxCount - _heldOfUser[i]);
                await ExactlyLeftAsync(Attempts, NumberOf(i), Attempts.MaxCount - _attempts[i]);
            }
        }

        private async Task CallAsync(int user, int number)
        {
            var request = Request(
                UserOf(user),
                [new(OwnCalls, UserOf(user)), new(Calls, NumberOf(number)), new(Attempts, NumberOf(number))],
                race.FreshNonce(), race.FreshNonce(), renewBelow: RandomNumberGenerator.GetInt32(2) is 0 ? Lifetime : TimeSpan.Zero);
            var grant = await race.Store.BeginAsync(request, race.Stop);
            Assert.NotEqual(ChallengeStatus.Unavailable, grant.Status);
            if (grant.Status is ChallengeStatus.Granted)
            {
                Interlocked.Increment(ref _attempts[number]);
                Interlocked.Add(ref _opened[user], grant.Nonce == request.Nonce ? 1 : 0);
                Assert.InRange(Interlocked.Increment(ref _heldOfUser[user]), 1, OwnCalls.MaxCount);
                Assert.InRange(Interlocked.Increment(ref _heldOfNumber[number]), 1, Calls.MaxCount);
            }

            // Its own code, which another may have replaced meanwhile; and one that is nobody's.
            await CountAsync(user, request.Verifier);
            await CountAsync(user, 1);
            if (grant.Status is ChallengeStatus.Granted && RandomNumberGenerator.GetInt32(4) > 0)
            {
                Interlocked.Decrement(ref _heldOfUser[user]);
                Interlocked.Decrement(ref _heldOfNumber[number]);
                await race.Store.AbandonAsync(request, grant, race.Stop);
            }
        }

        private async Task CountAsync(int user, UInt128 verifier)
        {
            switch ((await race.VerifyAsync(UserOf(user), verifier)).Status)
            {
                case ChallengeStatus.Verified:
                    _accepted.AddOrUpdate(verifier, 1, (_, times) => times + 1);
                    break;
                case ChallengeStatus.Wrong:
                    Interlocked.Increment(ref _wrong[user]);
                    break;
            }
        }

        private async Task ExactlyLeftAsync(Allowance allowance, string subject, int left)
        {
            Assert.InRange(left, 0, allowance.MaxCount);
            var further = await AtOnceAsync(left + 3, _ => race.BeginAsync(race.Fresh("further"), [new(allowance, subject)]));
            Assert.Equal(left, further.Count(grant => grant.Status is ChallengeStatus.Granted));
        }

        private string UserOf(int user) => race.Name("mixed user", round, user);

        private string NumberOf(int number) => race.Name("mixed number", round, number);
    }
}

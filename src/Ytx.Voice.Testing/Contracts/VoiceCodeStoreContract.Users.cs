using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <content>Users of several types, who may share an id.</content>
public abstract partial class VoiceCodeStoreContract
{
    // Alike once type and id are joined, with a sign between them or without.
    private UserKey[] Users =>
        [new("", $"a{User}"), new("a", User), new("a:", User), new("", $"a:{User}"), new("", User)];

    [Rule]
    internal async Task BeginAsync_OneIdOfTwoTypes_SharesNeitherCodesNorCalls()
    {
        AllowanceClaim[] claims = [new(OnePerMinute, subject: null)];
        for (var i = 0; i < Users.Length; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(verifier: (uint)(100 + i), claims: claims, userKey: Users[i])).Status);
            Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(verifier: 1, claims: claims, userKey: Users[i])).Status);
        }

        for (var i = 0; i < Users.Length; i++)
        {
            var other = (i + 1) % Users.Length;
            Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync((uint)(100 + other), userKey: Users[i])).Status);
            Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync((uint)(100 + i), userKey: Users[i])).Status);
        }
    }

    [Rule]
    internal async Task VerifyAsync_OneIdOfTwoTypes_LocksAndUnlocksOneOfThem()
    {
        var limit = new WrongCodeLimit(Roomy, maxConsecutive: 2);
        foreach (var user in Users)
        {
            await BeginAsync(verifier: 100, userKey: user);
        }

        await VerifyAsync(1, guesses: limit, userKey: Users[1]);
        await VerifyAsync(1, guesses: limit, userKey: Users[1]);

        foreach (var other in Users.Where(user => user != Users[1]))
        {
            Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(1, guesses: limit, userKey: other)).Status);
            Assert.True(await Store.UnlockAsync(other, VoiceCodePurposeKind.LogIn, Stop));
        }

        Assert.Equal(ChallengeStatus.LockedOut, (await VerifyAsync(100, guesses: limit, userKey: Users[1])).Status);
        Assert.True(await Store.UnlockAsync(Users[1], VoiceCodePurposeKind.LogIn, Stop));
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(100, guesses: limit, userKey: Users[1])).Status);
    }

    [Rule]
    internal async Task BeginAsync_OneIdOfTwoTypes_AreTwoUsersOfANumber()
    {
        var oneUser = new Allowance("users", new AllowanceRule(1, TimeSpan.FromMinutes(1)))
        {
            Per = AllowanceSubject.Number,
            Counting = AllowanceCounting.DifferentItems,
        };
        AllowanceClaim[] claims = [new(oneUser, $"number of {User}")];

        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(verifier: 100, claims: claims, userKey: Users[0])).Status);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(verifier: 100, claims: claims, userKey: Users[0])).Status);
        foreach (var other in Users[1..])
        {
            Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(verifier: 100, claims: claims, userKey: other)).Status);
        }
    }
}

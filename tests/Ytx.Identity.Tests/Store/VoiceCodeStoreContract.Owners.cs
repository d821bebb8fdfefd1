namespace Ytx.Identity.Tests.Store;

/// <content>Users of several types, who may share an id.</content>
public abstract partial class VoiceCodeStoreContract
{
    // Alike once type and id are joined, with a sign between them or without.
    private CodeOwner[] Owners =>
        [new("", $"a{_user}"), new("a", _user), new("a:", _user), new("", $"a:{_user}"), new("", _user)];

    [Fact]
    public async Task BeginAsync_OneIdOfTwoTypes_SharesNeitherCodesNorCalls()
    {
        AllowanceClaim[] claims = [new(OnePerMinute, subject: null)];
        for (var i = 0; i < Owners.Length; i++)
        {
            Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(Owners[i], (uint)(100 + i), claims)).Status);
            Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(Owners[i], 1, claims)).Status);
        }

        for (var i = 0; i < Owners.Length; i++)
        {
            var other = (i + 1) % Owners.Length;
            Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(Owners[i], (uint)(100 + other))).Status);
            Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(Owners[i], (uint)(100 + i))).Status);
        }
    }

    [Fact]
    public async Task VerifyAsync_OneIdOfTwoTypes_LocksAndUnlocksOneOfThem()
    {
        var limit = new GuessLimit(Roomy, maxConsecutive: 2);
        foreach (var owner in Owners)
        {
            await BeginAsync(owner, 100);
        }

        await VerifyAsync(Owners[1], 1, limit);
        await VerifyAsync(Owners[1], 1, limit);

        foreach (var other in Owners.Where(owner => owner != Owners[1]))
        {
            Assert.Equal(ChallengeStatus.Wrong, (await VerifyAsync(other, 1, limit)).Status);
            Assert.True(await Store.UnlockAsync(other, VoiceCodePurposeClass.LogIn, TestContext.Current.CancellationToken));
        }

        Assert.Equal(ChallengeStatus.LockedOut, (await VerifyAsync(Owners[1], 100, limit)).Status);
        Assert.True(await Store.UnlockAsync(Owners[1], VoiceCodePurposeClass.LogIn, TestContext.Current.CancellationToken));
        Assert.Equal(ChallengeStatus.Verified, (await VerifyAsync(Owners[1], 100, limit)).Status);
    }

    [Fact]
    public async Task BeginAsync_OneIdOfTwoTypes_AreTwoUsersOfANumber()
    {
        var oneUser = new Allowance("users", new AllowanceRule(1, TimeSpan.FromMinutes(1)))
        {
            Per = AllowanceSubject.Number,
            Counting = AllowanceCounting.DifferentItems,
        };
        AllowanceClaim[] claims = [new(oneUser, $"number of {_user}")];

        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(Owners[0], 100, claims)).Status);
        Assert.Equal(ChallengeStatus.Granted, (await BeginAsync(Owners[0], 100, claims)).Status);
        foreach (var other in Owners[1..])
        {
            Assert.Equal(ChallengeStatus.Denied, (await BeginAsync(other, 100, claims)).Status);
        }
    }

    private Task<ChallengeGrant> BeginAsync(CodeOwner owner, uint verifier, AllowanceClaim[]? claims = null) =>
        BeginAsync(new ChallengeRequest
        {
            Owner = owner,
            Purpose = "purpose",
            PurposeClass = VoiceCodePurposeClass.LogIn,
            Binding = 1,
            Nonce = verifier,
            Verifier = verifier,
            Lifetime = Lifetime,
            RenewBelow = TimeSpan.FromSeconds(60),
            Tries = 5,
            Guesses = Guesses,
            Claims = claims ?? [],
        });

    private ValueTask<ChallengeVerdict> VerifyAsync(CodeOwner owner, uint verifier, GuessLimit? guesses = null) =>
        Store.VerifyAsync(
            new ChallengeAttempt
            {
                Owner = owner,
                Purpose = "purpose",
                PurposeClass = VoiceCodePurposeClass.LogIn,
                Verifier = verifier,
                Guesses = guesses ?? Guesses,
            },
            TestContext.Current.CancellationToken);
}

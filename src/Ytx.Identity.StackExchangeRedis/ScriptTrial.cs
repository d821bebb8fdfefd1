using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>Runs every script once, for a user whom nobody is, and leaves nothing behind.</summary>
internal static class ScriptTrial
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Allowance Exact = new("check", new AllowanceRule(1, Second));
    private static readonly Allowance Counted = new("check", new AllowanceRule(Allowance.MaxExactCount + 1, Second));

    /// <summary>A limit of wrong tries for whoever makes none.</summary>
    public static readonly GuessLimit Guesses = new(Exact, 1);

    /// <summary>The server's time, or whatever was in the way is thrown.</summary>
    public static async Task<long> RunAsync(IDatabase database, SubjectTags tags)
    {
        var nobody = Guid.NewGuid().ToString();
        var parts = new CallParts(tags, new ChallengeRequest
        {
            UserId = nobody,
            Purpose = "",
            PurposeClass = VoiceCodePurposeClass.Application,
            Binding = 0,
            Nonce = 0,
            Verifier = 0,
            Lifetime = Second,
            RenewBelow = TimeSpan.Zero,
            Tries = 1,
            Guesses = Guesses,
            Claims = new AllowanceClaim[] { new(Exact, nobody), new(Exact, nobody + "'s"), new(Counted, nobody) },
        });
        parts.PrepareTake(deadline: 0);
        await EvaluateAsync().ConfigureAwait(false);
        var answers = parts.Answers();
        for (var i = 0; i < answers.Length; i++)
        {
            parts.PrepareGiveBack(parts.All[i], answers[i].ServerTime, endsChallenge: true, replaced: default);
        }

        await EvaluateAsync().ConfigureAwait(false);
        var user = tags.Of(nobody);
        RedisKey[] keys = [CallParts.ChallengeKey(tags, user, ""), CallParts.GuessesKey(user, VoiceCodePurposeClass.Application)];
        RedisValue[] attempt = [(byte[])[.. new byte[20], .. PackedGuesses.Of(Guesses)]];
        await StoreScript.RecordCall.EvaluateTextAsync(database, keys[..1], [new byte[16], ""]).ConfigureAwait(false);
        await StoreScript.Verify.EvaluateTextAsync(database, keys, attempt).ConfigureAwait(false);

        // By its hash too: that is a command of its own, which can be forbidden by itself.
        await StoreScript.Verify.EvaluateAsync(database, keys, attempt).ConfigureAwait(false);
        return answers[0].ServerTime;

        Task EvaluateAsync() => Task.WhenAll(parts.All.ConvertAll(part => part.EvaluateAsync(database, withText: true)));
    }
}

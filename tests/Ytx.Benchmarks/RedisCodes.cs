using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Benchmarks;

/// <summary>What the figures on Redis ask their store for.</summary>
internal static class RedisCodes
{
    private static readonly VoiceCodeLimits Limits = new(new VoiceCodeOptions { Limits = { DailyBudget = 100_000_000 } });

    /// <summary>A store on a connection that is there, every script loaded on every server.</summary>
    public static async Task<RedisVoiceCodeStore> StoreAsync(IConnectionMultiplexer connection)
    {
        var store = new RedisVoiceCodeStore(
            Options.Create(new RedisVoiceCodeStoreOptions
            {
                ConnectionMultiplexerFactory = () => Task.FromResult(connection),
                Timeout = TimeSpan.FromSeconds(10),
            }),
            Options.Create(new VoiceCodeOptions { Store = { Key = Convert.ToBase64String(new byte[32]) } }),
            TimeProvider.System,
            NullLogger<RedisVoiceCodeStore>.Instance);
        await store.ConnectAsync();
        return await store.TryAsync() is { } failure ? throw failure : store;
    }

    public static string User(int user) => new Guid(user, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString();

    /// <summary>What the log-in of a number's owner takes from: every limit is on, and no user meets another.</summary>
    public static AllowanceClaim[] Claims(int user)
    {
        var address = new IPAddress([10, (byte)(user >> 16), (byte)(user >> 8), (byte)user]);
        var number = string.Create(CultureInfo.InvariantCulture, $"+861391{user:D7}");
        return Limits.ClaimsFor(
            number, VoiceCodePurposeKind.LogIn, isOwner: true, CallingClient.SubjectOf(address), DateTimeOffset.UnixEpoch).ToArray();
    }

    public static ChallengeRequest Request(string user, ReadOnlyMemory<AllowanceClaim> claims) => new()
    {
        User = new("", user),
        Purpose = VoiceCodePurpose.LogIn,
        PurposeKind = VoiceCodePurposeKind.LogIn,
        Binding = 1,
        Nonce = 1,
        Verifier = 7,
        Lifetime = TimeSpan.FromMinutes(10),
        RenewBelow = TimeSpan.Zero,
        Tries = byte.MaxValue,
        WrongCodes = PatientStore.Patient,
        Claims = claims,
    };

    public static ChallengeTry Try(string user, uint verifier = 7) => new()
    {
        User = new("", user),
        Purpose = VoiceCodePurpose.LogIn,
        PurposeKind = VoiceCodePurposeKind.LogIn,
        Verifier = verifier,
        WrongCodes = PatientStore.Patient,
    };
}

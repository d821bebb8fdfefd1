using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>What a rule asks a store for, where it says nothing else: a log-in's code that lives for five minutes.</summary>
internal static class ChallengeRequests
{
    private static readonly WrongCodeLimit Usual = new(
        new Allowance("guesses", new AllowanceRule(10, TimeSpan.FromHours(1))), maxConsecutive: 100);

    public static ChallengeRequest Create(
        string user, AllowanceClaim[]? claims = null, UInt128? nonce = null, UInt128? verifier = null, uint binding = 1,
        string purpose = "log in", VoiceCodePurposeKind kind = VoiceCodePurposeKind.LogIn, ChallengeStep step = ChallengeStep.Whole,
        TimeSpan? lifetime = null, TimeSpan? renewBelow = null, WrongCodeLimit? wrongCodes = null,
        UserKey? userKey = null) => new()
        {
            User = userKey ?? new("", user),
            Purpose = purpose,
            PurposeKind = kind,
            Binding = binding,
            Nonce = nonce ?? MemoryMarshal.Read<UInt128>(RandomNumberGenerator.GetBytes(16)),
            Verifier = verifier ?? 1,
            Lifetime = lifetime ?? TimeSpan.FromMinutes(5),
            RenewBelow = renewBelow ?? TimeSpan.FromMinutes(1),
            Tries = 5,
            WrongCodes = wrongCodes ?? Usual,
            Step = step,
            Claims = claims,
        };

    /// <summary>A try at what was asked for, right unless another verifier is given.</summary>
    public static ChallengeTry Try(this ChallengeRequest request, UInt128? verifier = null, string? number = null) => new()
    {
        User = request.User,
        Purpose = request.Purpose,
        PurposeKind = request.PurposeKind,
        Verifier = verifier ?? request.Verifier,
        Number = number,
        WrongCodes = request.WrongCodes,
    };
}

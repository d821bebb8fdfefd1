using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.Phones;

/// <summary>What <see cref="IPhoneVerification"/> promises, on the way that every code goes.</summary>
internal sealed class PhoneVerification(
    IServiceProvider services, CallingClient requests, IDataProtectionProvider protection, TimeProvider timeProvider) : IPhoneVerification
{
    private static readonly TimeSpan IdLife = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ProofLife = TimeSpan.FromMinutes(10);

    // Longer than a proof lives, by hosts' clocks too.
    private static readonly Allowance Once = new("phone-proof", new AllowanceRule(1, ProofLife * 2))
    {
        Per = AllowanceSubject.User,
        CountsAttempts = true,
    };

    private readonly IDataProtector _ids = protection.CreateProtector("Ytx.PhoneVerification", "id");
    private readonly IDataProtector _proofs = protection.CreateProtector("Ytx.PhoneVerification", "proof");

    /// <inheritdoc/>
    public async Task<PhoneVerificationCall> StartAsync(
        string? phoneNumber, string purpose, IPAddress? client = null, CancellationToken cancellationToken = default)
    {
        VoiceCodePurpose.CheckName(purpose, nameof(purpose));
        var codes = Codes(client);
        return codes.TryParse(phoneNumber, out var number)
            ? await CallAsync(codes, PhoneSeal.New(number.E164, purpose, timeProvider.GetUtcNow()), null, cancellationToken).ConfigureAwait(false)
            : NobodyToRing(codes, VoiceCodeReason.InvalidPhoneNumber);
    }

    /// <inheritdoc/>
    public async Task<PhoneVerificationCall> CallAgainAsync(
        string? id, IPAddress? client = null, CancellationToken cancellationToken = default)
    {
        var codes = Codes(client);
        return OpenId(id) is { } seal
            ? await CallAsync(codes, seal, id, cancellationToken).ConfigureAwait(false)
            : NobodyToRing(codes, VoiceCodeReason.NoLiveCode);
    }

    /// <inheritdoc/>
    public async Task<VoiceCallStatus?> GetCallAsync(string? id, string? callId, CancellationToken cancellationToken = default) =>
        callId is not null && OpenId(id) is { } seal && services.GetService<VoiceCalls>() is { } calls
            ? await calls.FindAsync([PhoneSeal.OwnerOf(seal.Number)], callId, cancellationToken).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public async Task<PhoneVerificationCheck> CheckAsync(string? id, string? code, CancellationToken cancellationToken = default)
    {
        var codes = Codes(client: null);
        if (OpenId(id) is not { } seal)
        {
            return new() { Verification = codes.NothingToVerify(VoiceCodePurpose.AnyPhoneVerification, VoiceCodeReason.NoLiveCode) };
        }

        var check = await codes.VerifyAsync(seal.ToSubject(), code, cancellationToken).ConfigureAwait(false);
        return new()
        {
            Verification = check,
            Proof = check.Succeeded ? PhoneSeal.New(seal.Number, seal.Purpose, timeProvider.GetUtcNow()).Close(_proofs) : null,
        };
    }

    /// <inheritdoc/>
    public async Task<PhoneProof> RedeemAsync(string? proof, string purpose, CancellationToken cancellationToken = default)
    {
        if (Open(proof, purpose) is not { } seal || !Codes(client: null).TryParse(seal.Number, out var number))
        {
            return new() { Reason = VoiceCodeReason.InvalidToken };
        }

        return await TakeOnceAsync(new UserKey(Once.Name, seal.Name), Once, cancellationToken).ConfigureAwait(false) switch
        {
            ChallengeStatus.Granted => new() { Number = number, ProvedAt = seal.At },
            ChallengeStatus.Denied => new() { Reason = VoiceCodeReason.InvalidToken },
            _ => new() { Reason = VoiceCodeReason.Unavailable },
        };
    }

    /// <inheritdoc/>
    public async Task<bool> UnlockAsync(string? phoneNumber, CancellationToken cancellationToken = default)
    {
        var codes = Codes(client: null);
        return codes.TryParse(phoneNumber, out var number) && await codes.UnlockAsync(
            PhoneSeal.OwnerOf(number.E164), VoiceCodePurposeKind.PhoneVerification, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The proof as it is sealed, without taking it; null if it is none for this purpose, or has ended.</summary>
    internal PhoneSeal? Open(string? proof, string purpose) =>
        PhoneSeal.Open(_proofs, proof, ProofLife, timeProvider.GetUtcNow()) is { } seal && seal.Purpose == purpose ? seal : null;

    /// <summary>Takes from an allowance of its own, on every host at once: an attempt, so that nothing gives it back.</summary>
    internal async ValueTask<ChallengeStatus> TakeOnceAsync(UserKey key, Allowance allowance, CancellationToken cancellationToken)
    {
        var limits = services.GetRequiredService<VoiceCodeLimits>();
        var grant = await services.GetRequiredService<IVoiceCodeStore>().BeginAsync(
            new ChallengeRequest
            {
                User = key,
                Purpose = allowance.Name,
                PurposeKind = VoiceCodePurposeKind.PhoneVerification,
                Binding = 0,
                Nonce = 0,
                Verifier = 0,
                Lifetime = limits.Options.Codes.Lifetime,
                RenewBelow = TimeSpan.Zero,
                Tries = 1,
                WrongCodes = limits.WrongCodesFor(VoiceCodePurposeKind.PhoneVerification),
                Step = ChallengeStep.Attempt,
                Claims = new[] { new AllowanceClaim(allowance, subject: null) },
            },
            cancellationToken).ConfigureAwait(false);
        return grant.Status;
    }

    private async Task<PhoneVerificationCall> CallAsync(
        VoiceCodeService codes, PhoneSeal seal, string? id, CancellationToken cancellationToken)
    {
        var call = await codes.RequestCallAsync(seal.ToSubject(), isUserAllowed: true, cancellationToken).ConfigureAwait(false);
        return new() { Call = call, Id = id ?? (call.IsPlaced ? seal.Close(_ids) : null) };
    }

    private static PhoneVerificationCall NobodyToRing(VoiceCodeService codes, VoiceCodeReason reason) =>
        new() { Call = codes.NobodyToRing(VoiceCodePurpose.AnyPhoneVerification, reason) };

    private PhoneSeal? OpenId(string? id) => PhoneSeal.Open(_ids, id, IdLife, timeProvider.GetUtcNow());

    private VoiceCodeService Codes(IPAddress? client) => client is null
        ? services.GetRequiredService<VoiceCodeService>() : new VoiceCodeService(services, requests.At(client));
}

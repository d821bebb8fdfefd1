using System.Net;

namespace Ytx.Identity.Phones;

/// <summary>
/// Proves that somebody holds a phone number, before there is a user or without any: <see cref="StartAsync"/> calls the number,
/// <see cref="CheckAsync"/> takes the code and gives a proof, and <see cref="RedeemAsync"/> takes the proof, once. Needs no Identity:
/// <c>services.AddYtxPhoneVerification()</c>.
/// </summary>
/// <remarks>
/// It knows no accounts, so nothing that it answers tells whether a number has one. Its calls are strangers' calls, whoever asks for
/// them, and take from the limits of number, prefix, client address and application. Wrong codes are counted for the number, so many ids
/// buy no guesses. Ids and proofs are sealed with the application's data-protection keys: on several hosts these must be
/// shared, and old ones stay good for as long as a code lives. A method throws <see cref="OperationCanceledException"/> if the caller
/// gave it up in time.
/// </remarks>
public interface IPhoneVerification
{
    /// <summary>Calls a number and speaks a code.</summary>
    /// <param name="phoneNumber">The number, as it was typed.</param>
    /// <param name="purpose">
    /// What the number is proved for, such as <c>sign-in</c>: 1 to 64 letters and digits of ASCII, <c>-</c>, <c>_</c> and <c>.</c>
    /// A proof is worth nothing for any other.
    /// </param>
    /// <param name="client">Who asks, for the limits of an address; null for the connection of this request.</param>
    /// <param name="cancellationToken">Gives up until the call is granted; then it is placed and its result returned.</param>
    /// <returns>What came of it, with the id that <see cref="CheckAsync"/> wants.</returns>
    /// <exception cref="ArgumentException">The purpose has other characters, or it is empty or longer than 64.</exception>
    Task<PhoneVerificationCall> StartAsync(
        string? phoneNumber, string purpose, IPAddress? client = null, CancellationToken cancellationToken = default);

    /// <summary>Calls the number of an id again. As long as the code lives, the same one is spoken.</summary>
    /// <param name="id">The id of <see cref="StartAsync"/>, good for half an hour.</param>
    /// <param name="client">Who asks, for the limits of an address; null for the connection of this request.</param>
    /// <param name="cancellationToken">Gives up until the call is granted; then it is placed and its result returned.</param>
    /// <returns>What came of it, with the same id; <see cref="VoiceCodeReason.NoLiveCode"/> if it is none, or has ended.</returns>
    Task<PhoneVerificationCall> CallAgainAsync(
        string? id, IPAddress? client = null, CancellationToken cancellationToken = default);

    /// <summary>How far a call has come, as far as it is reported. Needs <c>AddYtxCallStatus()</c>.</summary>
    /// <param name="id">The id of <see cref="StartAsync"/>.</param>
    /// <param name="callId">The call: <see cref="VoiceCallResult.CallId"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Its status; null if there is no such call of this number, or it was placed a quarter of an hour ago.</returns>
    Task<VoiceCallStatus?> GetCallAsync(string? id, string? callId, CancellationToken cancellationToken = default);

    /// <summary>Checks a code. A right one is used up.</summary>
    /// <param name="id">The id of <see cref="StartAsync"/>.</param>
    /// <param name="code">What was typed: spaces, dashes and digits of other scripts are understood.</param>
    /// <param name="cancellationToken">Gives up before the code is checked; a check that has begun is finished.</param>
    /// <returns>
    /// What came of it, and with a right code the proof; <see cref="VoiceCodeReason.NoLiveCode"/> if the id is none, or has ended.
    /// </returns>
    Task<PhoneVerificationCheck> CheckAsync(string? id, string? code, CancellationToken cancellationToken = default);

    /// <summary>Takes a proof. It can be taken once, by whoever comes first, within ten minutes of the code.</summary>
    /// <param name="proof">The proof of <see cref="CheckAsync"/>.</param>
    /// <param name="purpose">What it is to be good for: the purpose of <see cref="StartAsync"/>.</param>
    /// <param name="cancellationToken">Gives up before it is taken.</param>
    /// <returns>The number; or why there is none.</returns>
    Task<PhoneProof> RedeemAsync(string? proof, string purpose, CancellationToken cancellationToken = default);

    /// <summary>Forgets the wrong codes that were typed for a number, after support has shown who it is.</summary>
    /// <param name="phoneNumber">The number.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was done; false if that is no number, or the store could not be reached.</returns>
    Task<bool> UnlockAsync(string? phoneNumber, CancellationToken cancellationToken = default);
}

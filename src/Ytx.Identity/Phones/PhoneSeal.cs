using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Phones;

/// <summary>
/// What an id or a proof carries, sealed: which number, for what, since when, and two random values that are its own. Nothing is kept
/// on the server, so ids that nobody uses cost nothing.
/// </summary>
/// <param name="Number">The number, in E.164.</param>
/// <param name="Purpose">What it is proved for.</param>
/// <param name="At">When it was sealed.</param>
/// <param name="Name">128 random bits, by which a store knows it.</param>
/// <param name="Secret">256 random bits, the key of its codes: neither a store nor whoever has the id can compute them.</param>
internal sealed record PhoneSeal(string Number, string Purpose, DateTimeOffset At, string Name, string Secret)
{
    private const string Subject = "Ytx.PhoneNumber";

    /// <summary>Whose codes and calls these are: the number's, so that many ids buy no guesses.</summary>
    public static UserKey OwnerOf(string number) => new(Subject, number);

    /// <summary>Whether codes and calls are a number's, so that there is no user.</summary>
    public static bool IsNumber(UserKey owner) => owner.UserType == Subject;

    public static PhoneSeal New(string number, string purpose, DateTimeOffset now) =>
        new(number, purpose, now, RandomNumberGenerator.GetHexString(32), RandomNumberGenerator.GetHexString(64));

    /// <summary>What its code is bound to.</summary>
    public VoiceCodeSubject ToSubject() => new()
    {
        User = OwnerOf(Number),
        SecurityStamp = Secret,
        Purpose = VoiceCodePurpose.PhoneVerification(Purpose, Name),
        Number = Number,
    };

    public string Close(IDataProtector protector) => protector.Protect(string.Create(
        CultureInfo.InvariantCulture, $"{Number} {Purpose} {At.ToUnixTimeMilliseconds()} {Name} {Secret}"));

    /// <summary>Opens what was sealed; null if it is nothing of ours, or older than <paramref name="life"/>.</summary>
    public static PhoneSeal? Open(IDataProtector protector, string? text, TimeSpan life, DateTimeOffset now)
    {
        try
        {
            return text is { Length: <= MaxLength }
                && protector.Unprotect(text).Split(' ') is [var number, var purpose, var at, var name, var secret]
                && DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at, CultureInfo.InvariantCulture)) is var since && now - since < life
                ? new(number, purpose, since, name, secret) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Nothing of it.</summary>
    public override string ToString() => nameof(PhoneSeal);

    // Several times what is sealed.
    private const int MaxLength = 2048;
}

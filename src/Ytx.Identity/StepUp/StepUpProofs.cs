using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Ytx.Identity.Limits;

namespace Ytx.Identity;

/// <summary>
/// Which codes were typed in a session, in two halves that are worth nothing without each other. The session's ticket holds for each
/// action the time and a mark, an HMAC under the security stamp of that moment over nonce, action, user and number. A cookie of its
/// own holds the nonce, which every new proof replaces. A bearer token's ticket holds both: no server keeps it, so each copy is one of
/// its own.
/// </summary>
/// <remarks>
/// The ticket ends with the session, and its renewals keep its items as they are: so a proof neither gets lost by one nor lives longer.
/// The nonce is for sites that keep tickets on the server: there every copy of the session's cookie names the same ticket, and would
/// have the proof. Two types of users may share a scheme and an id: each has an item of its own.
/// </remarks>
internal sealed class StepUpProofs(
    VoiceCodeLimits limits, IOptionsMonitor<CookieAuthenticationOptions> cookies, TimeProvider timeProvider)
{
    /// <summary>The oldest goes when there are more: a ticket is a cookie, and has to stay small.</summary>
    public const int MaxActions = 8;

    private const string BearerNonce = ".Ytx.StepUp";

    private static readonly string[] Bearers =
    [
        IdentityConstants.BearerScheme, $"{IdentityConstants.BearerScheme}:AccessToken", $"{IdentityConstants.BearerScheme}AndApplication",
    ];

    // Hosts' clocks differ, and a proof of the host next door may be of a moment that has not come here.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(30);

    private TimeSpan Lifetime => limits.Options.StepUp.Lifetime;

    /// <summary>Whether a scheme, or the one that a ticket names, is that of Identity's bearer tokens, alone or beside its cookie.</summary>
    public static bool IsBearer(string scheme) => Bearers.Contains(scheme);

    /// <summary>Whether it is worth asking whose session it is.</summary>
    public static bool MayHold(AuthenticationTicket session, string userType, string purpose) =>
        Read(session, userType).Exists(proof => proof.Purpose == purpose);

    /// <summary>Whether the code of this purpose was typed in this session by this user, as he is stored now.</summary>
    public bool Hold(HttpContext context, AuthenticationTicket session, in VoiceCodeSubject subject) =>
        NonceOf(context, session) is { } nonce && Holds(Read(session, subject.User.UserType), nonce, subject);

    /// <summary>Notes that the code was typed, and writes both cookies, or new tokens.</summary>
    public Task AddAsync(HttpContext context, AuthenticationTicket session, VoiceCodeSubject subject)
    {
        // The others go over to the new nonce, if they hold.
        var (known, last, nonce) = (Read(session, subject.User.UserType), NonceOf(context, session), NewNonce());
        List<Proof> proofs =
        [
            new(subject.Purpose, timeProvider.GetUtcNow(), VoiceCodeDerivation.Proof(subject, nonce)),
            .. known.Select(proof => (Proof: proof, Subject: subject with { Purpose = proof.Purpose }))
                .Where(other => other.Proof.Purpose != subject.Purpose && last is { } old && Holds(known, old, other.Subject))
                .Select(other => other.Proof with { Mark = VoiceCodeDerivation.Proof(other.Subject, nonce) })
                .OrderByDescending(other => other.At)
                .Take(MaxActions - 1),
        ];
        session.Properties.Items[KeyOf(subject.User.UserType)] = string.Join(',', proofs);
        var text = nonce.ToString("X32", CultureInfo.InvariantCulture);
        if (IsBearer(session.AuthenticationScheme))
        {
            // Tokens for as long as any: the time of the proof stands beside. The refresh token gets none of these items.
            session.Properties.Items[BearerNonce] = text;
            session.Properties.ExpiresUtc = null;
            return context.SignInAsync(IdentityConstants.BearerScheme, session.Principal, session.Properties);
        }

        var options = cookies.Get(session.AuthenticationScheme);
        var cookie = options.Cookie.Build(context);
        (cookie.HttpOnly, cookie.MaxAge, cookie.Expires) = (true, Lifetime, null);
        options.CookieManager.AppendResponseCookie(context, NameOf(options), text, cookie);
        return context.SignInAsync(session.AuthenticationScheme, session.Principal, session.Properties);
    }

    private bool Holds(List<Proof> proofs, UInt128 nonce, VoiceCodeSubject subject)
    {
        var now = timeProvider.GetUtcNow();
        return proofs.Exists(proof => proof.Purpose == subject.Purpose && now - proof.At < Lifetime && proof.At - now <= MaxAhead
            && AreSame(proof.Mark, VoiceCodeDerivation.Proof(subject, nonce)));
    }

    private UInt128? NonceOf(HttpContext context, AuthenticationTicket session) => UInt128.TryParse(
        IsBearer(session.AuthenticationScheme) ? session.Properties.GetString(BearerNonce) : CookieOf(context, session),
        NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var nonce) ? nonce : null;

    private string? CookieOf(HttpContext context, AuthenticationTicket session)
    {
        var options = cookies.Get(session.AuthenticationScheme);
        return options.CookieManager.GetRequestCookie(context, NameOf(options));
    }

    private static string NameOf(CookieAuthenticationOptions options) => options.Cookie.Name + ".StepUp";

    private static string KeyOf(string userType) => $".Ytx.StepUp of {userType}";

    private static List<Proof> Read(AuthenticationTicket session, string userType) =>
        [.. (session.Properties.GetString(KeyOf(userType)) ?? "").Split(',').Select(Proof.Read).OfType<Proof>()];

    private static UInt128 NewNonce()
    {
        Span<UInt128> nonce = stackalloc UInt128[1];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(nonce));
        return nonce[0];
    }

    private static bool AreSame(UInt128 one, UInt128 other) => CryptographicOperations.FixedTimeEquals(
        MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in one)), MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in other)));

    /// <summary>A code that was typed. Its text is <c>StepUp:pay 1793534400000 0123456789ABCDEF0123456789ABCDEF</c>.</summary>
    private sealed record Proof(string Purpose, DateTimeOffset At, UInt128 Mark)
    {
        public static Proof? Read(string text) => text.Split(' ') is [var purpose, var at, var mark]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && UInt128.TryParse(mark, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new(purpose, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), value) : null;

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Purpose} {At.ToUnixTimeMilliseconds()} {Mark:X32}");
    }
}

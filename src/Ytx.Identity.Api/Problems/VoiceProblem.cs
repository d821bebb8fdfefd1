using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Ytx.Identity.Api;

/// <summary>A kind of failure. Clients tell them apart by the code, which never changes; the words may.</summary>
/// <param name="Code">The code, in words with dashes.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What it means, for the developer of a client.</param>
internal sealed record VoiceProblem(string Code, int Status, string Title)
{
    public static readonly VoiceProblem BadRequest = new("bad-request", 400, "The request is not what this endpoint takes.");
    public static readonly VoiceProblem Antiforgery = new("antiforgery", 400, "A request with cookies needs the token of GET antiforgery, in the header that it names.");
    public static readonly VoiceProblem WrongSession = new("session-unavailable", 400, "This site signs in by cookie only, or by bearer token only.");
    public static readonly VoiceProblem InvalidNumber = new("invalid-number", 400, "This is not a phone number.");
    public static readonly VoiceProblem MalformedCode = new("malformed-code", 400, "This cannot be a code. It cost no try.");
    public static readonly VoiceProblem InvalidToken = new("invalid-token", 400, "The token is wrong or has expired.");
    public static readonly VoiceProblem NotSignedIn = new("not-signed-in", 401, "Nobody is signed in, or no longer.");
    public static readonly VoiceProblem SignInFailed = new("sign-in-failed", 401, "The sign-in was refused. Nothing says why.");
    public static readonly VoiceProblem SignInEnded = new("sign-in-ended", 401, "No sign-in waits: begin again with the password.");
    public static readonly VoiceProblem PhoneChangeEnded = new("phone-change-ended", 403, "No change of the number waits: begin again with the number.");
    public static readonly VoiceProblem WrongCode = new("wrong-code", 403, "The code is wrong.");
    public static readonly VoiceProblem CodeExpired = new("code-expired", 403, "No code waits: it has expired, was used or was replaced.");
    public static readonly VoiceProblem TriesUsedUp = new("tries-used-up", 403, "All tries of this code are used up. A new call brings a new one.");
    public static readonly VoiceProblem NotAllowed = new("not-allowed", 403, "The user is locked out, or may not do this.");
    public static readonly VoiceProblem CallRefused = new("call-refused", 403, "The site refused the call.");
    public static readonly VoiceProblem NumberNotAllowed = new("number-not-allowed", 403, "This number is not called.");
    public static readonly VoiceProblem ProofRequired = new("proof-required", 403, "A code of one of the user's ways is needed as well.");
    public static readonly VoiceProblem ProofFailed = new("proof-failed", 403, "The password or the code was refused. Nothing says which.");
    public static readonly VoiceProblem WayBack = new("way-back", 403, "The account has a passkey: sign in with it, or by phone from the time in until, if its owner does not stop that.");
    public static readonly VoiceProblem NumberHeld = new("number-held", 403, "Another account keeps the number until the time in until.");
    public static readonly VoiceProblem NoSuchCall = new("no-such-call", 404, "This user has no such call.");
    public static readonly VoiceProblem NoPhone = new("no-phone", 409, "The user has no confirmed phone number that can be called.");
    public static readonly VoiceProblem Refused = new("refused", 409, "The change was refused, or the account was changed meanwhile.");
    public static readonly VoiceProblem UnsupportedMediaType = new("unsupported-media-type", 415, "The body must be application/json.");
    public static readonly VoiceProblem LimitReached = new("limit-reached", 429, "A limit of calls is used up.");
    public static readonly VoiceProblem LockedOut = new("locked-out", 429, "Too many wrong codes: none is checked for a while.");
    public static readonly VoiceProblem TooManyStreams = new("too-many-streams", 429, "Too many clients follow calls at the moment.");
    public static readonly VoiceProblem CallFailed = new("call-failed", 502, "The call was not placed.");
    public static readonly VoiceProblem CallsUnavailable = new("calls-unavailable", 503, "Calls and codes are unavailable at the moment.");

    // Of a lock that no time ends: whoever asks again before somebody unlocks it asks in vain.
    private static readonly TimeSpan NoKnownEnd = TimeSpan.FromHours(1);

    /// <summary>The answer. <c>Retry-After</c> stands in every 429, and else where the wait is known.</summary>
    public ProblemHttpResult Answer(
        HttpContext context, string? detail = null, TimeSpan? retryAfter = null, params ReadOnlySpan<KeyValuePair<string, object?>> more)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = Code };
        if (retryAfter is { } wait)
        {
            extensions["retryAfter"] = Seconds(wait);
        }

        foreach (var (name, value) in more)
        {
            if (value is not null)
            {
                extensions[name] = value;
            }
        }

        if ((retryAfter ?? (Status is StatusCodes.Status429TooManyRequests ? NoKnownEnd : null)) is { } header)
        {
            context.Response.Headers.RetryAfter = Seconds(header).ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.Problem(detail, statusCode: Status, title: Title, type: $"urn:ytx:voice:{Code}", extensions: extensions);
    }

    // Up: whoever waits so long is not sent away again.
    private static long Seconds(TimeSpan wait) => (long)Math.Ceiling(wait.TotalSeconds);
}

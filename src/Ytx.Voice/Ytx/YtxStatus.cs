using System.Net;

namespace Ytx.Voice;

/// <summary>What each status of the gateway means, and what to fix.</summary>
internal static class YtxStatus
{
    public const string Accepted = "0";
    public const string IllegalParameter = "-101";

    /// <summary>What comes of a status code other than <see cref="Accepted"/>.</summary>
    public static VoiceCallOutcome Refusal(string statusCode)
    {
        var (failure, meaning) = statusCode switch
        {
            "-1" => (VoiceCallFailure.Destination,
                "the number is invalid. Check it; only mobiles and landlines of mainland China can be called"),
            "-2" => (VoiceCallFailure.Request,
                "a required parameter is missing. Set Ytx:DisplayNumber, or try the other Ytx:Operation"),
            "-3" => (VoiceCallFailure.Configuration,
                "invalid action. The account is set up for the other operation: change Ytx:Operation, or set Ytx:Function and Ytx:Action"),
            "-4" => (VoiceCallFailure.Request, "invalid JSON. Something between here and the gateway changes the body"),
            "-100" => (VoiceCallFailure.Gateway, "internal error of the gateway. Ask the vendor if it lasts"),
            IllegalParameter => (VoiceCallFailure.Request,
                "illegal parameter. Check Ytx:DisplayNumber and Ytx:PlayCount; in calls of a template Ytx:Template:Id, Ytx:Template:Data and Ytx:Template:Speed"),
            "-102" => (VoiceCallFailure.Destination,
                "the number is not allowed. Check it, or ask the vendor whether it is blocked"),
            "-104" => (VoiceCallFailure.Throttled, "too many requests. Ask the vendor for a higher rate if it lasts"),
            "-200" => (VoiceCallFailure.Configuration, "no such account. Check Ytx:AccountSid"),
            "-201" => (VoiceCallFailure.Configuration, "the account is disabled. Ask the vendor"),
            "-202" => (VoiceCallFailure.Configuration,
                "header authentication is wrong. Check Ytx:AccountSid, and this machine's clock"),
            "-203" => (VoiceCallFailure.Configuration, "the auth token is refused. Check Ytx:AuthToken"),
            "-204" => (VoiceCallFailure.Balance, "the account's balance is exhausted. Top it up in the vendor's console"),
            "-205" => (VoiceCallFailure.Configuration,
                "the application is refused. Check that (1) Ytx:AppId belongs to this environment, (2) this server's "
                + "address is on the application's list of allowed addresses, (3) the application is online and its "
                + "voice-code feature is enabled"),
            _ => (VoiceCallFailure.Gateway, "a status that is not documented. Ask the vendor what it means"),
        };
        // An internal error, or a status that nobody explained, does not tell how far the call had come.
        return VoiceCallOutcome.Failed(
            failure is VoiceCallFailure.Gateway, failure, $"The gateway answered {statusCode}: {meaning}.", statusCode);
    }

    /// <summary>What comes of an HTTP status other than 200, which is all that the document knows.</summary>
    public static VoiceCallOutcome Refusal(HttpStatusCode status, TimeSpan? retryAfter)
    {
        var (failure, meaning) = (int)status switch
        {
            400 => (VoiceCallFailure.Request, "the request was not understood. Check that Ytx:BaseAddress is the gateway"),
            401 or 403 or 407 => (VoiceCallFailure.Configuration,
                "access is refused. Check the credentials, and whether this server's address is allowed"),
            429 => (VoiceCallFailure.Throttled, "too many requests"),
            >= 300 and < 500 => (VoiceCallFailure.Configuration,
                "this is not the gateway's address. Check Ytx:BaseAddress; redirects are not followed"),
            _ => (VoiceCallFailure.Gateway, "the gateway, or a proxy before it, is failing"),
        };
        return VoiceCallOutcome.Failed(
            failure is VoiceCallFailure.Gateway, failure, $"The gateway answered HTTP {(int)status}: {meaning}.",
            retryAfter: retryAfter);
    }
}

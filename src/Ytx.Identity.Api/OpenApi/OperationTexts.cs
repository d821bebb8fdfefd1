namespace Ytx.Identity.Api;

/// <summary>What OpenAPI tells of each endpoint.</summary>
internal static class OperationTexts
{
    private const string SignedIn = "\n\nFor a signed-in user: header `Authorization: Bearer …`, or the cookie with the antiforgery header.";
    private const string Waits = "\n\nWith the header `Sign-In-Token`. With `useCookies` or `useSessionCookies` it signs in by cookie and needs the antiforgery header; else the answer is bearer tokens.";
    private const string Proof = "\n\nThe proof is the password and, where the user has a confirmed phone or an authenticator app, a code of one of the ways `call` (rung by POST account/call), `authenticator` and `recovery-code`. A wrong password counts towards the lockout.";
    private const string Ends = " All other sessions end; this one goes on, with new tokens for a bearer token.";

    private const string ProofJson = """{"password":"Correct-horse-7","way":"call","code":"041873"}""";
    private const string ProofRequestJson = $$"""{"proof":{{ProofJson}}}""";
    private const string CallJson = """{"callId":"kq3vT0Jx2Wm8","phoneNumber":"139****1234","expiresAt":"2026-11-01T12:05:00+00:00","retryAfter":60,"isRepeated":false,"outcome":"accepted"}""";
    private const string PhoneCallJson = """{"callId":"kq3vT0Jx2Wm8","phoneNumber":"139****1234","expiresAt":"2026-11-01T12:05:00+00:00","retryAfter":60,"isRepeated":false,"outcome":"accepted","phoneToken":"CfDJ8NrAkP..."}""";
    private const string PhoneSignInCallJson = """{"callId":"kq3vT0Jx2Wm8","phoneNumber":"139****1234","expiresAt":"2026-11-01T12:05:00+00:00","retryAfter":60,"isRepeated":false,"outcome":"accepted","id":"CfDJ8NrAkU..."}""";
    private const string RecoveryCodesJson = """{"recoveryCodes":["7PJKT-QV3MB","N4R6D-H9WXC"],"tokens":null}""";
    private const string StatusJson = """{"state":"ringing","isOver":false,"answeredFor":null,"canCallAgain":true,"nextCallIn":41}""";

    private static readonly VoiceProblem[] Body = [VoiceProblem.BadRequest, VoiceProblem.Antiforgery, VoiceProblem.UnsupportedMediaType];
    private static readonly VoiceProblem[] User = [VoiceProblem.NotSignedIn];
    private static readonly VoiceProblem[] NoCall =
    [
        VoiceProblem.NoPhone, VoiceProblem.InvalidNumber, VoiceProblem.NumberNotAllowed, VoiceProblem.NotAllowed, VoiceProblem.CallRefused,
        VoiceProblem.LimitReached, VoiceProblem.LockedOut, VoiceProblem.CallFailed, VoiceProblem.CallsUnavailable,
    ];

    private static readonly VoiceProblem[] NoCode =
    [
        VoiceProblem.MalformedCode, VoiceProblem.WrongCode, VoiceProblem.CodeExpired, VoiceProblem.TriesUsedUp, VoiceProblem.NotAllowed,
        VoiceProblem.LockedOut, VoiceProblem.NoPhone, VoiceProblem.Refused, VoiceProblem.CallsUnavailable,
    ];

    private static readonly VoiceProblem[] NoProof =
    [
        VoiceProblem.MalformedCode, VoiceProblem.ProofRequired, VoiceProblem.ProofFailed, VoiceProblem.LockedOut,
        VoiceProblem.CallsUnavailable,
    ];

    public static readonly OperationText Antiforgery = new("Antiforgery", "Gets the antiforgery token",
        "Sets the antiforgery cookie and answers the header's name and its token, which every request with cookies brings. Get it again after signing in.")
    {
        Answer = """{"headerName":"RequestVerificationToken","token":"CfDJ8NrAkQ..."}""",
    };

    public static readonly OperationText SignIn = new("SignIn", "Signs in by password, or begins to",
        "Answers tokens (or 204 with `useCookies` or `useSessionCookies`) where no second factor is on or the device is remembered; else a `signInToken` for the second step and the ways to take it. Nobody is called yet. Every refusal is the same. With cookies it needs the antiforgery header.")
    {
        Request = """{"email":"somebody@example.com","password":"Correct-horse-7"}""",
        Answer = """{"signInToken":"CfDJ8NrAkR...","expiresAt":"2026-11-01T12:05:00+00:00","ways":["call","authenticator","recovery-code"],"phoneNumber":"139****1234"}""",
        AnswersTokens = true,
        Problems = [.. Body, VoiceProblem.WrongSession, VoiceProblem.SignInFailed],
    };

    public static readonly OperationText SignInCall = new("SignInCall", "Calls the user who signs in",
        "Rings the user's confirmed number and speaks a code; the same again calls again. `outcome` is `unknown` where the phone may ring. With the header `Sign-In-Token`.")
    {
        Answer = CallJson,
        BringsSignInToken = true,
        Problems = [VoiceProblem.Antiforgery, VoiceProblem.SignInEnded, .. NoCall],
    };

    public static readonly OperationText SignInCode = new("SignInCode", "Signs in with the spoken code", "The second step." + Waits)
    {
        Request = """{"code":"041873","rememberDevice":false}""",
        AnswersTokens = true,
        BringsSignInToken = true,
        Problems = [.. Body, VoiceProblem.WrongSession, VoiceProblem.SignInEnded, .. NoCode],
    };

    public static readonly OperationText SignInAuthenticator = new("SignInAuthenticator", "Signs in with a code of an app",
        "The second step. A wrong code counts towards the lockout." + Waits)
    {
        Request = """{"code":"492039","rememberDevice":false}""",
        AnswersTokens = true,
        BringsSignInToken = true,
        Problems =
        [
            .. Body, VoiceProblem.WrongSession, VoiceProblem.SignInEnded, VoiceProblem.MalformedCode, VoiceProblem.WrongCode,
            VoiceProblem.NotAllowed,
        ],
    };

    public static readonly OperationText SignInRecoveryCode = new("SignInRecoveryCode", "Signs in with a recovery code",
        "The second step. A recovery code works once." + Waits)
    {
        Request = """{"code":"7PJKT-QV3MB"}""",
        AnswersTokens = true,
        BringsSignInToken = true,
        Problems = [.. Body, VoiceProblem.WrongSession, VoiceProblem.SignInEnded, VoiceProblem.WrongCode, VoiceProblem.NotAllowed],
    };

    public static readonly OperationText PhoneSignIn = new("PhoneSignIn", "Calls a number to sign in or register by it",
        "Rings the number and speaks a code. Nothing here depends on whether the number has an account. Where a limit denies the call there is no `id`.")
    {
        Request = """{"phoneNumber":"13911281234"}""",
        Answer = PhoneSignInCallJson,
        Problems = [.. Body, .. NoCall],
    };

    public static readonly OperationText PhoneSignInCallAgain = new("PhoneSignInCallAgain", "Calls the number again",
        "While the code lives the same one is spoken. The `id` is good for half an hour.")
    {
        Request = """{"id":"CfDJ8NrAkU..."}""",
        Answer = PhoneSignInCallJson,
        Problems = [.. Body, .. NoCall, VoiceProblem.CodeExpired],
    };

    public static readonly OperationText PhoneSignInCallStatus = new("PhoneSignInCallStatus", "Tells how the call to the number is going",
        "Asked by POST, since an id in an address would stand in logs.")
    {
        Request = """{"id":"CfDJ8NrAkU...","callId":"kq3vT0Jx2Wm8"}""",
        Answer = StatusJson,
        Problems = [.. Body, VoiceProblem.NoSuchCall],
    };

    public static readonly OperationText PhoneSignInCode = new("PhoneSignInCode", "Signs in or registers with the code",
        "`outcome` is `registered`, `signed-in` or `second-step-needed`: then take the second step with `secondStep.signInToken`, by password, an app's code or a recovery code; a call to the same phone is none. `tokens` is null where a cookie says who is signed in. With `useCookies` or `useSessionCookies` it needs the antiforgery header.")
    {
        Request = """{"id":"CfDJ8NrAkU...","code":"041873"}""",
        Answer = """{"outcome":"registered","offersPasskey":true,"tokens":{"tokenType":"Bearer","accessToken":"CfDJ8NrAkS...","expiresIn":3600,"refreshToken":"CfDJ8NrAkT..."},"secondStep":null}""",
        Problems = [.. Body, VoiceProblem.WrongSession, .. NoCode, VoiceProblem.InvalidToken, VoiceProblem.WayBack, VoiceProblem.NumberHeld],
    };

    public static readonly OperationText SignInPassword = new("SignInPassword", "Signs in with the password, after the phone",
        "The second step where the phone was the first. A wrong password counts towards the lockout." + Waits)
    {
        Request = """{"password":"Correct-horse-7"}""",
        AnswersTokens = true,
        BringsSignInToken = true,
        Problems = [.. Body, VoiceProblem.WrongSession, VoiceProblem.SignInEnded, VoiceProblem.SignInFailed],
    };

    public static readonly OperationText Account = new("Account", "Tells how the user signs in", "The number is masked." + SignedIn)
    {
        Answer = """{"phoneNumber":"139****1234","isPhoneConfirmed":true,"canBeCalled":true,"isSecondFactorOn":true,"hasAuthenticator":false,"recoveryCodesLeft":10}""",
        Problems = User,
    };

    public static readonly OperationText AccountCall = new("AccountCall", "Calls for a proof",
        "Rings the user's confirmed number with the code that a proof of way `call` takes." + SignedIn)
    {
        Answer = CallJson,
        Problems = [VoiceProblem.Antiforgery, .. User, .. NoCall],
    };

    public static readonly OperationText PhoneCall = new("PhoneCall", "Calls a new number",
        "Rings it and answers a `phoneToken`, which stands for number and proof for ten minutes. Where a limit denies the call, the problem has it as well: wait, and call again with it. The old number stays until PUT phone." + Proof + SignedIn)
    {
        Request = $$"""{"phoneNumber":"13911281234","proof":{{ProofJson}}}""",
        Answer = PhoneCallJson,
        Problems = [.. Body, .. User, .. NoProof, .. NoCall],
    };

    public static readonly OperationText PhoneCallAgain = new("PhoneCallAgain", "Calls the new number again", "With the `phoneToken`." + SignedIn)
    {
        Request = """{"phoneToken":"CfDJ8NrAkP..."}""",
        Answer = PhoneCallJson,
        Problems = [.. Body, .. User, VoiceProblem.PhoneChangeEnded, .. NoCall],
    };

    public static readonly OperationText PhoneChange = new("PhoneChange", "Makes the new number the user's",
        "With the code that was spoken on it." + Ends + SignedIn)
    {
        Request = """{"phoneToken":"CfDJ8NrAkP...","code":"041873"}""",
        AnswersTokens = true,
        Problems = [.. Body, .. User, VoiceProblem.PhoneChangeEnded, .. NoCode],
    };

    public static readonly OperationText PhoneRemove = new("PhoneRemove", "Takes the number away",
        "Without an authenticator app the second factor is off then." + Ends + Proof + SignedIn)
    {
        Request = ProofRequestJson,
        AnswersTokens = true,
        Problems = [.. Body, .. User, .. NoProof, VoiceProblem.Refused],
    };

    public static readonly OperationText SecondFactorOn = new("SecondFactorOn", "Turns the second factor on",
        "Needs a confirmed number that can be called, and answers ten recovery codes, this once." + Ends + Proof + SignedIn)
    {
        Request = ProofRequestJson,
        Answer = RecoveryCodesJson,
        Problems = [.. Body, .. User, .. NoProof, VoiceProblem.NoPhone, VoiceProblem.Refused],
    };

    public static readonly OperationText SecondFactorOff = new("SecondFactorOff", "Turns the second factor off",
        "This device is forgotten as well." + Ends + Proof + SignedIn)
    {
        Request = ProofRequestJson,
        AnswersTokens = true,
        Problems = [.. Body, .. User, .. NoProof, VoiceProblem.Refused],
    };

    public static readonly OperationText RecoveryCodes = new("RecoveryCodes", "Makes new recovery codes",
        "The old ones end. The answer has the new ones this once." + Proof + SignedIn)
    {
        Request = ProofRequestJson,
        Answer = RecoveryCodesJson,
        Problems = [.. Body, .. User, .. NoProof, VoiceProblem.Refused],
    };

    public static readonly OperationText StepUpCall = new("StepUpCall", "Calls for something sensitive",
        "Rings the user's confirmed number with a code for this action. An action has 1 to 64 letters, digits, `-`, `_` and `.`." + SignedIn)
    {
        Request = """{"action":"pay"}""",
        Answer = CallJson,
        Problems = [.. Body, .. User, .. NoCall],
    };

    public static readonly OperationText StepUp = new("StepUp", "Opens something sensitive",
        "With the code that was spoken for the action, what `[RequireVoiceCode]` guards with it is open to this session for minutes. A bearer token is replaced by the answer's; one that is refreshed has to do it again." + SignedIn)
    {
        Request = """{"action":"pay","code":"041873"}""",
        AnswersTokens = true,
        Problems = [.. Body, .. User, .. NoCode],
    };

    public static readonly OperationText CallStatus = new("CallStatus", "Tells how a call is going",
        "For the user who is called: signed in, or with the header `Sign-In-Token`.")
    {
        Answer = StatusJson,
        BringsSignInToken = null,
        Problems = [VoiceProblem.NoSuchCall],
    };

    public static readonly OperationText CallEvents = new("CallEvents", "Follows a call",
        "The same as server-sent events, `status` at each change and `heartbeat` between. 204 after the last one.")
    {
        Answer = StatusJson,
        BringsSignInToken = null,
        Problems = [VoiceProblem.NoSuchCall, VoiceProblem.TooManyStreams],
    };
}

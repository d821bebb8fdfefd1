namespace Ytx.Voice.Simulator;

/// <summary>
/// Every documented rule of the gateway, in the order of the table in README.md; the first that is broken is answered.
/// Written from the document alone and sharing no code with the client, so that a test of the client against the
/// simulator compares two readings of the document and not one reading with itself.
/// </summary>
internal sealed class GatewayRules(SimulatorOptions options, Account account, TimeProvider clock)
{
    public const string CallRecord = "CallCdr.wx";
    public const string GetBalance = "getBlance.wx";

    private const string NoticeCall = "NoticeCall.wx";
    private const string CodeCallOut = "CodeCallOut.wx";
    private const string TemplateNoticeCall = "templateNoticeCall";
    private const string CallOutCode = "callOutCode";
    private const string GetRecord = "getCdrByResId";
    private const string QueryBalance = "queryBlance";
    private const int RequestIdLength = 16;
    private const int MaxCallerLength = 32;

    private static readonly TimeSpan TimestampLifetime = TimeSpan.FromHours(24);

    /// <returns>A refusal, or <see langword="null"/> with the <paramref name="body"/> to accept.</returns>
    public GatewayAnswer? Refuse(GatewayRequest request, out GatewayBody body)
    {
        body = null!;
        if ((RefusePath(request) ?? RefuseHeaders(request)) is { } refusal)
        {
            return refusal;
        }

        if (request.Body is not { } bytes)
        {
            return Refused(GatewayStatus.InvalidJson, $"the body is longer than {GatewayEndpoint.MaxBodyLength} bytes");
        }

        if (GatewayBody.Parse(bytes, request.Operation) is not { } parsed)
        {
            return Refused(GatewayStatus.InvalidJson, "the body is not one JSON object in UTF-8");
        }

        body = parsed;
        return body.Illegal is { } illegal
            ? Refused(GatewayStatus.IllegalParameter, illegal)
            : request.Operation switch
            {
                SimulatorOperation.Record => RefuseRecord(body),
                SimulatorOperation.Balance => RefuseBalance(body),
                _ => RefuseFields(request, body) ?? RefuseValues(body) ?? RefuseCost(),
            };
    }

    private static GatewayAnswer? RefusePath(GatewayRequest request) => request switch
    {
        { Operation: SimulatorOperation.Balance, Version: not "201612" } => Refused(
            GatewayStatus.IllegalParameter, $"version in the path must be 201612 for {GetBalance}"),
        { Operation: not SimulatorOperation.Balance, Version: not "201512" } => Refused(GatewayStatus.IllegalParameter, "version in the path must be 201512"),
        { Sid: not "sid" } => Refused(GatewayStatus.IllegalParameter, "the path must have /sid/ before the account"),
        { Operation: SimulatorOperation.Balance, Func: not "account" } => Refused(
            GatewayStatus.IllegalParameter, $"func in the path must be account for {GetBalance}"),
        { Operation: SimulatorOperation.Balance } => null,
        { Func: not "call" } => Refused(GatewayStatus.IllegalParameter, "func in the path must be call"),
        { Function: not (NoticeCall or CodeCallOut or CallRecord) } => Refused(
            GatewayStatus.IllegalParameter, $"funcURL in the path must be {NoticeCall} or {CodeCallOut}"),
        _ => null,
    };

    private GatewayAnswer? RefuseHeaders(GatewayRequest request)
    {
        if (!request.AcceptsJson)
        {
            return Refused(GatewayStatus.IllegalParameter, "header Accept must allow application/json");
        }

        if (request.AccountSid != options.AccountSid)
        {
            return Refused(GatewayStatus.UnknownAccount, "accountSID in the path");
        }

        if (!Signature.TryReadAuthorization(request.Authorization, out var account, out var timestamp))
        {
            return Refused(GatewayStatus.HeaderRefused, "header Authorization must be base64(accountSID|timestamp)");
        }

        if (account != request.AccountSid)
        {
            return Refused(GatewayStatus.HeaderRefused, "header Authorization names another account than the path");
        }

        if (!Signature.TryReadTimestamp(timestamp, out var sent))
        {
            return Refused(GatewayStatus.HeaderRefused, "timestamp in header Authorization must be yyyyMMddHHmmss");
        }

        if ((ChinaTime.Now(clock) - sent).Duration() > TimestampLifetime)
        {
            return Refused(
                GatewayStatus.HeaderRefused,
                "timestamp in header Authorization must be the time in UTC+8, at most 24 hours off");
        }

        return Signature.Matches(request.Sign, account, options.AuthToken, timestamp)
            ? null
            : Refused(
                GatewayStatus.TokenRefused,
                "Sign must be MD5(accountSID+authToken+timestamp) in hex, with the timestamp of header Authorization");
    }

    private static GatewayAnswer? RefuseFields(GatewayRequest request, GatewayBody body)
    {
        // The tables of the document require dstclid; its examples of the other operation leave it out. Public clients that
        // name a template send no code of its own, and not all of them a dstclid.
        var isOfTemplate = body.Action == TemplateNoticeCall && body["templateId"] is not null;
        var needsCaller = !isOfTemplate && (request.Function == NoticeCall || body.Action == TemplateNoticeCall);
        string[] needed = isOfTemplate ? [] : needsCaller ? ["code", "dstclid"] : ["code"];
        string[] required = ["action", "appid", "dst", .. needed];
        return RefuseMissing(body, required);
    }

    private static GatewayAnswer? RefuseMissing(GatewayBody body, string[] required)
    {
        var missing = required.Where(field => body[field] is null).ToList();
        return missing.Count > 0 ? Refused(GatewayStatus.MissingParameter, string.Join(", ", missing)) : null;
    }

    private GatewayAnswer? RefuseRecord(GatewayBody body)
    {
        if ((RefuseMissing(body, ["action", "appid", "fid", "lastresid", "limit"]) ?? RefuseQuery(body, GetRecord)) is { } refusal)
        {
            return refusal;
        }

        if (body["fid"] != options.RecordFid)
        {
            return Refused(GatewayStatus.IllegalParameter, "fid is not the function whose records this account has");
        }

        if (body["lastresid"] is not { Length: RequestIdLength } id || !id.All(char.IsAsciiDigit) || body.IsNumber("lastresid"))
        {
            return Refused(GatewayStatus.IllegalParameter, $"lastresid must be a requestId, a string of {RequestIdLength} digits");
        }

        return body["limit"] is "0" && body.IsNumber("limit")
            ? null
            : Refused(GatewayStatus.IllegalParameter, "limit must be the number 0: one call, that of lastresid");
    }

    private GatewayAnswer? RefuseBalance(GatewayBody body) =>
        RefuseMissing(body, ["action", "appid"]) ?? RefuseQuery(body, QueryBalance);

    private GatewayAnswer? RefuseQuery(GatewayBody body, string action) =>
        body.Action != action ? Refused(GatewayStatus.InvalidAction, $"action must be {action}")
        : body["appid"] != options.AppId ? Refused(GatewayStatus.ApplicationRefused, "appid is not the application of this account")
        : null;

    private GatewayAnswer? RefuseCost() => account.Balance < options.CallCost
        ? Refused(GatewayStatus.BalanceExhausted, "the balance is less than a call costs")
        : null;

    private GatewayAnswer? RefuseValues(GatewayBody body)
    {
        // Either action goes with either function: the document shows all four pairs.
        if (body.Action is not (TemplateNoticeCall or CallOutCode))
        {
            return Refused(GatewayStatus.InvalidAction, $"action must be {TemplateNoticeCall} or {CallOutCode}");
        }

        if (body["appid"] != options.AppId)
        {
            return Refused(GatewayStatus.ApplicationRefused, "appid is not the application of this account");
        }

        var dst = body["dst"]!;
        if (!dst.All(char.IsAsciiDigit))
        {
            return Refused(GatewayStatus.IllegalNumber, "dst must be one number of digits only");
        }

        if (!IsMobile(dst) && !IsLandline(dst))
        {
            return Refused(GatewayStatus.InvalidNumber, "dst must be a mobile, or a landline with its area code");
        }

        if (body["code"] is { } code && !IsCode(code))
        {
            return Refused(GatewayStatus.IllegalParameter, "code must be letters and digits, fewer than 20");
        }

        if (body["time"] is not (null or "1" or "2" or "3"))
        {
            return Refused(GatewayStatus.IllegalParameter, "time must be 1, 2 or 3");
        }

        if (body["speed"] is { } speed && speed is not [>= '1' and <= '9'])
        {
            return Refused(GatewayStatus.IllegalParameter, "speed must be 1 to 9");
        }

        return body["dstclid"] is { } caller && (caller.Length > MaxCallerLength || caller.Any(char.IsControl))
            ? Refused(GatewayStatus.IllegalParameter, $"dstclid must be at most {MaxCallerLength} characters")
            : null;
    }

    public static bool IsCode(string text) => text.Length is > 0 and < 20 && text.All(char.IsAsciiLetterOrDigit);

    private static bool IsMobile(string number) => number is ['1', >= '3' and <= '9', ..] && number.Length == 11;

    private static bool IsLandline(string number) => number is ['0', ..] && number.Length is >= 10 and <= 12;

    private static GatewayAnswer Refused(GatewayStatus status, string detail) => GatewayAnswer.Refused(status, detail);
}

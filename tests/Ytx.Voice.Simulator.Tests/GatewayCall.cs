using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ytx.Voice.Simulator.Tests;

/// <summary>A correct request, put together by hand from the document, for a test to spoil in one place.</summary>
internal sealed class GatewayCall(DateTimeOffset now)
{
    public HttpMethod Method { get; set; } = HttpMethod.Post;

    public string Version { get; set; } = "201512";

    public string Sid { get; set; } = "sid";

    public string PathAccount { get; set; } = "simulator-account";

    public string HeaderAccount { get; set; } = "simulator-account";

    public string Token { get; set; } = "simulator-token";

    public string Func { get; set; } = "call";

    public string Function { get; set; } = "NoticeCall.wx";

    public string Timestamp { get; set; } = now.ToOffset(TimeSpan.FromHours(8)).ToString("yyyyMMddHHmmss");

    /// <summary>Instead of the signature of what is above.</summary>
    public string? Sign { get; set; }

    public string? SignedTimestamp { get; set; }

    public string? Query { get; set; }

    /// <summary>Instead of the header for what is above; empty for none.</summary>
    public string? Authorization { get; set; }

    public string Accept { get; set; } = "application/json";

    public string? ContentType { get; set; } = "application/json;charset=utf-8";

    public Dictionary<string, object?> Fields { get; } = new()
    {
        ["action"] = "templateNoticeCall",
        ["appid"] = "simulator-app",
        ["dst"] = "13911281234",
        ["dstclid"] = "01085485069",
        ["code"] = "482913",
    };

    /// <summary>Instead of the fields.</summary>
    public byte[]? Body { get; set; }

    public string Text
    {
        set => Body = Encoding.UTF8.GetBytes(value);
    }

    public string SignOfAll => Convert.ToHexStringLower(
        MD5.HashData(Encoding.ASCII.GetBytes(HeaderAccount + Token + (SignedTimestamp ?? Timestamp))));

    /// <summary>A correct request for the record of a call.</summary>
    public static GatewayCall ForRecord(DateTimeOffset now, string requestId)
    {
        var ask = new GatewayCall(now) { Function = "CallCdr.wx" };
        ask.Fields.Clear();
        ask.Fields["action"] = "getCdrByResId";
        ask.Fields["appid"] = "simulator-app";
        ask.Fields["fid"] = "4";
        ask.Fields["lastresid"] = requestId;
        ask.Fields["limit"] = 0;
        return ask;
    }

    /// <summary>A correct request for the balance.</summary>
    public static GatewayCall ForBalance(DateTimeOffset now)
    {
        var ask = new GatewayCall(now) { Version = "201612", Func = "account", Function = "getBlance.wx" };
        ask.Fields.Clear();
        ask.Fields["action"] = "queryBlance";
        ask.Fields["appid"] = "simulator-app";
        return ask;
    }

    public HttpRequestMessage ToRequest()
    {
        var query = Query ?? $"?Sign={Sign ?? SignOfAll}";
        var request = new HttpRequestMessage(Method, $"/{Version}/{Sid}/{PathAccount}/{Func}/{Function}{query}");
        var authorization = Authorization
            ?? Convert.ToBase64String(Encoding.ASCII.GetBytes($"{HeaderAccount}|{Timestamp}"));
        if (authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (Accept.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Accept", Accept);
        }

        if (Method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(Body ?? JsonSerializer.SerializeToUtf8Bytes(Fields));
            request.Content.Headers.ContentType = ContentType is null ? null : MediaTypeHeaderValue.Parse(ContentType);
        }

        return request;
    }
}

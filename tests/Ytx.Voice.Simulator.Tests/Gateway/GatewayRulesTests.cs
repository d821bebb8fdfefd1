using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Ytx.Voice.Simulator.Tests;

/// <summary>One rule broken at a time; the request is right in every other place.</summary>
public sealed class GatewayRulesTests : SimulatorTest
{
    private static readonly Dictionary<string, Violation> Violations = new()
    {
        ["version"] = new(c => c.Version = "201511", "-101", "version"),
        ["sid"] = new(c => c.Sid = "SID", "-101", "/sid/"),
        ["func"] = new(c => c.Func = "Call", "-101", "func"),
        ["funcURL"] = new(c => c.Function = "TemplateSMS.wx", "-101", "funcURL"),
        ["funcURL in another case"] = new(c => c.Function = "noticecall.wx", "-101", "funcURL"),
        ["Accept XML"] = new(c => c.Accept = "application/xml", "-101", "Accept"),
        ["Accept texts"] = new(c => c.Accept = "text/*", "-101", "Accept"),
        ["Accept no JSON"] = new(c => c.Accept = "application/xml, application/json;q=0", "-101", "Accept"),
        ["Accept nothing that is a type"] = new(c => c.Accept = "json", "-101", "Accept"),
        ["account unknown"] = new(c => c.PathAccount = c.HeaderAccount = "other-account", "-200", "accountSID"),
        ["account in another case"] = new(
            c => c.PathAccount = c.HeaderAccount = "Simulator-Account", "-200", "accountSID"),
        ["Authorization absent"] = new(c => c.Authorization = "", "-202", "Authorization"),
        ["Authorization not base64"] = new(c => c.Authorization = "simulator-account|20260301200000", "-202", "base64"),
        ["Authorization with a scheme"] = new(
            c => c.Authorization = $"Basic {Base64($"{c.HeaderAccount}|{c.Timestamp}")}", "-202", "base64"),
        ["Authorization with white space"] = new(
            c => c.Authorization = Base64($"{c.HeaderAccount}|{c.Timestamp}").Insert(8, " "), "-202", "base64"),
        ["Authorization without separator"] = new(
            c => c.Authorization = Base64(c.HeaderAccount + c.Timestamp), "-202", "base64"),
        ["Authorization with a third part"] = new(
            c => c.Authorization = Base64($"{c.HeaderAccount}|{c.Timestamp}|"), "-202", "base64"),
        ["Authorization too long"] = new(c => c.Authorization = Base64(new string('a', 600)), "-202", "base64"),
        ["Authorization of another account"] = new(c => c.HeaderAccount = "other-account", "-202", "another account"),
        ["timestamp of another form"] = new(c => c.Timestamp = "2026-03-01 20:00:00", "-202", "yyyyMMddHHmmss"),
        ["timestamp of the first year"] = new(c => c.Timestamp = "00010101000000", "-202", "24 hours"),
        ["timestamp too old"] = new(c => c.Timestamp = "20260228195959", "-202", "24 hours"),
        ["timestamp too new"] = new(c => c.Timestamp = "20260302200001", "-202", "24 hours"),
        ["Sign absent"] = new(c => c.Query = "", "-203", "Sign"),
        ["Sign by another name"] = new(c => c.Query = $"?Signature={c.SignOfAll}", "-203", "Sign"),
        ["Sign named in another case"] = new(c => c.Query = $"?sign={c.SignOfAll}", "-203", "Sign"),
        ["Sign twice"] = new(c => c.Query = $"?Sign={c.SignOfAll}&Sign={c.SignOfAll}", "-203", "Sign"),
        ["Sign cut short"] = new(c => c.Sign = c.SignOfAll[..31], "-203", "Sign"),
        ["Sign not hex"] = new(c => c.Sign = "z" + c.SignOfAll[1..], "-203", "Sign"),
        ["Sign of another token"] = new(c => c.Token = "other-token", "-203", "Sign"),
        ["Sign of another timestamp"] = new(c => c.SignedTimestamp = "20260301200001", "-203", "timestamp"),
        ["body empty"] = new(c => c.Text = "", "-4", "body"),
        ["body not JSON"] = new(c => c.Text = "action=templateNoticeCall", "-4", "body"),
        ["body with a trailing comma"] = new(c => c.Text = """{"action":"templateNoticeCall",}""", "-4", "body"),
        ["body an array"] = new(c => c.Text = "[]", "-4", "body"),
        ["body two objects"] = new(c => c.Text = "{}{}", "-4", "body"),
        ["body with a name twice"] = new(c => c.Text = """{"code":"1","code":"2"}""", "-4", "body"),
        ["body too deep"] = new(c => c.Text = $$"""{"x":{{new string('[', 8)}}{{new string(']', 8)}}}""", "-4", "body"),
        ["body in another encoding"] = new(c => c.Body = Encoding.Unicode.GetBytes("{}"), "-4", "body"),
        ["body with broken UTF-8"] = new(c => c.Body = [.. "{\"x\":\""u8, 0xC3, .. "\"}"u8], "-4", "body"),
        ["body with half a surrogate"] = new(c => c.Text = """{"action":"\ud800"}""", "-4", "body"),
        ["body too long"] = new(c => c.Fields["x"] = new string('x', 65536), "-4", "65536"),
        ["action absent"] = new(c => c.Fields.Remove("action"), "-2", "action"),
        ["action null"] = new(c => c.Fields["action"] = null, "-2", "action"),
        ["action empty"] = new(c => c.Fields["action"] = "", "-2", "action"),
        ["action named in another case"] = new(c => Rename(c, "action", "Action"), "-2", "action"),
        ["appid absent"] = new(c => c.Fields.Remove("appid"), "-2", "appid"),
        ["dst absent"] = new(c => c.Fields.Remove("dst"), "-2", "dst"),
        ["code absent"] = new(c => c.Fields.Remove("code"), "-2", "code"),
        ["dstclid absent"] = new(c => c.Fields.Remove("dstclid"), "-2", "dstclid"),
        ["dstclid absent, by funcURL"] = new(
            c => { c.Fields.Remove("dstclid"); c.Fields["action"] = "callOutCode"; }, "-2", "dstclid"),
        ["dstclid absent, by action"] = new(
            c => { c.Fields.Remove("dstclid"); c.Function = "CodeCallOut.wx"; }, "-2", "dstclid"),
        ["code absent, templateId empty"] = new(
            c => { c.Fields.Remove("code"); c.Fields["templateId"] = ""; }, "-2", "code"),
        ["code absent, template of the other operation"] = new(
            c =>
            {
                c.Fields.Remove("code");
                c.Fields["action"] = "callOutCode";
                c.Fields["templateId"] = "9";
            },
            "-2",
            "code"),
        ["templateId a list"] = new(c => c.Fields["templateId"] = new[] { "9" }, "-101", "templateId"),
        ["datas a text"] = new(c => c.Fields["datas"] = "482913", "-101", "datas"),
        ["datas of lists"] = new(c => c.Fields["datas"] = new[] { new[] { "482913" } }, "-101", "datas"),
        ["datas with null"] = new(c => c.Fields["datas"] = new[] { "482913", null }, "-101", "datas"),
        ["speed zero"] = new(c => c.Fields["speed"] = 0, "-101", "speed"),
        ["speed ten"] = new(c => c.Fields["speed"] = "10", "-101", "speed"),
        ["action unknown"] = new(c => c.Fields["action"] = "callDailBack", "-3", "action"),
        ["action in another case"] = new(c => c.Fields["action"] = "TemplateNoticeCall", "-3", "action"),
        ["appid of another"] = new(c => c.Fields["appid"] = "other-app", "-205", "appid"),
        ["dst international"] = new(c => c.Fields["dst"] = "+8613911281234", "-102", "dst"),
        ["dst with separators"] = new(c => c.Fields["dst"] = "139-1128-1234", "-102", "dst"),
        ["dst of two numbers"] = new(c => c.Fields["dst"] = "13911281234,13911281235", "-102", "dst"),
        ["dst in other digits"] = new(c => c.Fields["dst"] = "１3911281234", "-102", "dst"),
        ["dst with country code"] = new(c => c.Fields["dst"] = "8613911281234", "-1", "dst"),
        ["dst mobile too short"] = new(c => c.Fields["dst"] = "1391128123", "-1", "dst"),
        ["dst mobile too long"] = new(c => c.Fields["dst"] = "139112812345", "-1", "dst"),
        ["dst of no mobile range"] = new(c => c.Fields["dst"] = "12911281234", "-1", "dst"),
        ["dst landline without area code"] = new(c => c.Fields["dst"] = "85485069", "-1", "dst"),
        ["dst landline too short"] = new(c => c.Fields["dst"] = "010854850", "-1", "dst"),
        ["dst landline too long"] = new(c => c.Fields["dst"] = "0108548506912", "-1", "dst"),
        ["dst a list"] = new(c => c.Fields["dst"] = new[] { "13911281234" }, "-101", "dst"),
        ["code of 20"] = new(c => c.Fields["code"] = new string('1', 20), "-101", "code"),
        ["code with a space"] = new(c => c.Fields["code"] = "482 913", "-101", "code"),
        ["code in other letters"] = new(c => c.Fields["code"] = "四八二", "-101", "code"),
        ["code a fraction"] = new(c => c.Fields["code"] = 48.5, "-101", "code"),
        ["code a truth value"] = new(c => c.Fields["code"] = true, "-101", "code"),
        ["time zero"] = new(c => c.Fields["time"] = "0", "-101", "time"),
        ["time four"] = new(c => c.Fields["time"] = 4, "-101", "time"),
        ["time padded"] = new(c => c.Fields["time"] = "02", "-101", "time"),
        ["time in words"] = new(c => c.Fields["time"] = "two", "-101", "time"),
        ["dstclid too long"] = new(c => c.Fields["dstclid"] = new string('0', 33), "-101", "dstclid"),
        ["dstclid on two lines"] = new(c => c.Fields["dstclid"] = "010\n85485069", "-101", "dstclid"),
    };

    private static readonly Dictionary<string, Action<GatewayCall>> Accepted = new()
    {
        ["as documented"] = _ => { },
        ["other operation"] = c => { c.Function = "CodeCallOut.wx"; c.Fields["action"] = "callOutCode"; },
        ["other operation without dstclid"] = c =>
        {
            c.Function = "CodeCallOut.wx";
            c.Fields["action"] = "callOutCode";
            c.Fields.Remove("dstclid");
        },
        ["pair of the JSON example"] = c => c.Fields["action"] = "callOutCode",
        ["pair of the .NET example"] = c => c.Function = "CodeCallOut.wx",
        ["Sign in upper case"] = c => c.Sign = c.SignOfAll.ToUpperInvariant(),
        ["timestamp a day old"] = c => c.Timestamp = "20260228200000",
        ["timestamp a day ahead"] = c => c.Timestamp = "20260302200000",
        ["Accept with parameters"] = c => c.Accept = "application/json;charset=utf-8",
        ["Accept among others"] = c => c.Accept = "text/html, Application/JSON;q=0.5",
        ["Accept absent"] = c => c.Accept = "",
        ["Accept anything"] = c => c.Accept = "*/*",
        ["Accept anything of an application"] = c => c.Accept = "text/html, application/*;q=0.1",
        ["public client in Go"] = c =>
        {
            // Sign in upper case, no dstclid, no time.
            c.Sign = c.SignOfAll.ToUpperInvariant();
            c.Text = """
                {"action":"templateNoticeCall","dst":"13911281234","appid":"simulator-app","templateId":"2821",
                "datas":["66537","2"]}
                """;
        },
        ["public client in Java"] = c =>
        {
            c.Accept = "application/json;";
            c.Text = """
                {"action":"templateNoticeCall","appid":"simulator-app","dst":"13911281234",
                "dstclid":"095217030","templateId":2750}
                """;
        },
        ["public client in C#"] = c =>
        {
            c.Accept = "";
            c.ContentType = "application/x-www-form-urlencoded";
            c.Text = """
                {"action":"templateNoticeCall","isdtmfcallback":"1","dst":"13911281234",
                "appid":"simulator-app","templateId":"2821","dstclid":"01053924437","datas":["鸡舍", "温度过高"]}
                """;
        },
        ["public client with Python's requests"] = c =>
        {
            c.Accept = "*/*";
            c.Text = """
                {"action":"templateNoticeCall","dst":"13911281234","appid":"simulator-app",
                "dstclid":"01053189990","templateId":"9","datas":["监控中心","单号为：REQ00012345"]}
                """;
        },
        ["public client with Python's http"] = c =>
        {
            c.Accept = "";
            c.Text = """
                {"action":"templateNoticeCall","dst":"13911281234","appid":"simulator-app","templateId":9,
                "datas":["482913","5"],"time":3,"dstclid":null,"speed":5}
                """;
        },
        ["public client of the other operation"] = c =>
        {
            c.Accept = "";
            c.Function = "CodeCallOut.wx";
            c.Text = """
                {"action":"callOutCode","dst":"13911281234","appid":"simulator-app","code":"482913","time":3,
                "dstclid":null}
                """;
        },
        ["speed one"] = c => c.Fields["speed"] = 1,
        ["speed nine"] = c => c.Fields["speed"] = "9",
        ["datas null"] = c => c.Fields["datas"] = null,
        ["Content-Type absent"] = c => c.ContentType = null,
        ["Content-Type of a form"] = c => c.ContentType = "application/x-www-form-urlencoded",
        ["body with a byte order mark"] = c => c.Body =
        [
            0xEF, 0xBB, 0xBF,
            .. """{"action":"callOutCode","appid":"simulator-app","dst":"13911281234","dstclid":"1","code":"1"}"""u8,
        ],
        ["body of 64 KiB"] = c => c.Fields["x"] = new string('x', 65000),
        ["field unknown"] = c => c.Fields["extra"] = new { deep = true },
        ["dst landline"] = c => c.Fields["dst"] = "01085485069",
        ["dst landline of 10"] = c => c.Fields["dst"] = "0108548506",
        ["dst landline of 12"] = c => c.Fields["dst"] = "010854850691",
        ["dst of the first range"] = c => c.Fields["dst"] = "13011281234",
        ["dst of the last range"] = c => c.Fields["dst"] = "19911281234",
        ["numbers as numbers"] = c =>
        {
            c.Fields["dst"] = 13911281234;
            c.Fields["code"] = 482913;
            c.Fields["time"] = 3;
        },
        ["code of one letter"] = c => c.Fields["code"] = "a",
        ["code of 19"] = c => c.Fields["code"] = "abcDEF1234567890123",
        ["time null"] = c => c.Fields["time"] = null,
        ["time one"] = c => c.Fields["time"] = "1",
        ["time two"] = c => c.Fields["time"] = 2,
        ["dstclid of 32"] = c => c.Fields["dstclid"] = new string('0', 32),
    };

    public static TheoryData<string> ViolationNames => [.. Violations.Keys];

    public static TheoryData<string> AcceptedNames => [.. Accepted.Keys];

    [Theory]
    [MemberData(nameof(ViolationNames))]
    public async Task Gateway_OneRuleBroken_AnswersItsCodeAndNoCall(string name)
    {
        var (spoil, status, where) = Violations[name];
        var call = NewCall();
        spoil(call);

        using var response = await Client.SendAsync(call.ToRequest(), Cancelled);
        var answer = (await ReadAsync(response)).AsObject();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["statusCode", "statusMsg", "requestId"], answer.Select(pair => pair.Key));
        Assert.Equal(status, answer["statusCode"]!.GetValue<string>());
        Assert.Contains(where, answer["statusMsg"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("", answer["requestId"]!.GetValue<string>());
        Assert.Empty(Simulator.Calls);
    }

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public async Task Gateway_WithinTheRules_AcceptsTheCall(string name)
    {
        var call = NewCall();
        Accepted[name](call);

        var answer = await SendAsync(call);

        Assert.Equal("0", answer["statusCode"]!.GetValue<string>());
        Assert.Equal("提交成功", answer["statusMsg"]!.GetValue<string>());
        var accepted = Assert.Single(Simulator.Calls);
        Assert.Equal(accepted.RequestId, answer["requestId"]!.GetValue<string>());
        Assert.Equal(call.Function, accepted.Function);
    }

    [Fact]
    public async Task Gateway_SeveralFieldsMissing_NamesThemAll()
    {
        var call = NewCall();
        call.Text = "{}";

        var answer = await SendAsync(call);

        Assert.Equal("缺少必要参数: action, appid, dst, code, dstclid", (string?)answer["statusMsg"]);
    }

    [Theory]
    [InlineData("""["482913","5"]""", "482913")]
    [InlineData("""["5",482913]""", "482913")]
    [InlineData("""["云通信","aZ09","5"]""", "aZ09")]
    [InlineData("""["云通信","5 minutes"]""", "")]
    [InlineData("[]", "")]
    public async Task Gateway_TemplateCallWithoutCode_SpeaksTheCodeOfItsData(string datas, string code)
    {
        var call = NewCall();
        call.Fields.Remove("code");
        call.Fields["templateId"] = 2750;
        call.Fields["speed"] = "7";
        call.Fields["datas"] = JsonNode.Parse(datas);

        await SendAsync(call);

        var accepted = Assert.Single(Simulator.Calls);
        Assert.Equal((code, "2750", "7"), (accepted.Code, accepted.TemplateId, accepted.Speed));
        Assert.Equal(JsonNode.Parse(datas)!.AsArray().Select(data => data!.ToString()), accepted.Datas);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static void Rename(GatewayCall call, string from, string to)
    {
        call.Fields[to] = call.Fields[from];
        call.Fields.Remove(from);
    }

    private sealed record Violation(Action<GatewayCall> Spoil, string Status, string Where);
}

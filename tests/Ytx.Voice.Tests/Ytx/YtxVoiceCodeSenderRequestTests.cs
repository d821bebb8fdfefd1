using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests;

/// <summary>The request as it stands on the wire, against one that is built here from the document alone.</summary>
public sealed class YtxVoiceCodeSenderRequestTests
{
    private const string NoticeBody =
        """{"action":"templateNoticeCall","appid":"sample-app-1","dst":"13911281234","dstclid":"01085485069","code":"246810","time":"2"}""";

    private const string CodeBody =
        """{"action":"callOutCode","appid":"sample-app-1","dst":"13911281234","code":"246810","time":"2"}""";

    [Fact]
    public async Task SendAsync_TemplateNoticeCall_IsTheDocumentedRequestToTheByte()
    {
        await AssertRequestAsync("/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/NoticeCall.wx", NoticeBody);
    }

    [Fact]
    public async Task SendAsync_CodeCallOut_IsTheDocumentedRequestToTheByte()
    {
        await AssertRequestAsync(
            "/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/CodeCallOut.wx",
            CodeBody,
            options =>
            {
                options.Operation = YtxOperation.CodeCallOut;
                options.DisplayNumber = null;
            });
    }

    [Fact]
    public async Task SendAsync_EmptyDisplayNumber_LeavesTheFieldOut()
    {
        await AssertRequestAsync(
            "/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/CodeCallOut.wx",
            CodeBody,
            options =>
            {
                options.Operation = YtxOperation.CodeCallOut;
                options.DisplayNumber = "";
            });
    }

    [Fact]
    public async Task SendAsync_CodeCallOutWithDisplayNumber_SendsIt()
    {
        await AssertRequestAsync(
            "/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/CodeCallOut.wx",
            """{"action":"callOutCode","appid":"sample-app-1","dst":"13911281234","dstclid":"95000","code":"246810","time":"2"}""",
            options =>
            {
                options.Operation = YtxOperation.CodeCallOut;
                options.DisplayNumber = "95000";
            });
    }

    [Fact]
    public async Task SendAsync_FunctionAndAction_OverrideTheOperation()
    {
        await AssertRequestAsync(
            "/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/CodeCallOut.wx",
            NoticeBody,
            options => options.Function = "CodeCallOut.wx");
        await AssertRequestAsync(
            "/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/NoticeCall.wx",
            NoticeBody.Replace("templateNoticeCall", "callOutCode", StringComparison.Ordinal),
            options => options.Action = "callOutCode");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task SendAsync_PlayCount_IsAString(int count)
    {
        await AssertRequestAsync(
            "/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/NoticeCall.wx",
            NoticeBody.Replace("\"time\":\"2\"", $"\"time\":\"{count}\"", StringComparison.Ordinal),
            options => options.PlayCount = count);
    }

    [Fact]
    public async Task SendAsync_Template_SendsItsIdDataAndSpeedBesideTheCode()
    {
        await AssertTemplateAsync(
            ""","dstclid":"01085485069","code":"246810","time":"2","templateId":"2750","datas":["246810","5"],"speed":"9"}""",
            options =>
            {
                options.Template.Data = ["{code}", "{minutes}"];
                options.Template.Speed = 9;
            });
        await AssertTemplateAsync(
            ""","code":"246810","time":"2","templateId":"2750","datas":["Demo: 246810, 246810","for 5 min"]}""",
            options =>
            {
                options.Template.Data = ["Demo: {code}, {code}", "for {minutes} min"];
                options.DisplayNumber = null;
            });
    }

    [Fact]
    public async Task SendAsync_TemplateAlone_GetsTheCode() => await AssertTemplateAsync(
        ""","dstclid":"01085485069","code":"246810","time":"2","templateId":"2750","datas":["246810"]}""", _ => { });

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(59, "1")]
    [InlineData(119.9, "1")]
    [InlineData(120, "2")]
    [InlineData(299, "4")]
    [InlineData(300, "5")]
    [InlineData(600, "10")]
    public async Task SendAsync_MinutesOfATemplate_AreWholeAndNeverTooMany(double seconds, string minutes)
    {
        var request = await SendTemplateAsync(TimeSpan.FromSeconds(seconds), options => options.Template.Data = ["{code}|{minutes}"]);

        Assert.EndsWith($"\"datas\":[\"246810|{minutes}\"]}}", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_MinutesThatNobodyKnows_AreRefusedWithoutARequest()
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);

        var outcome = await Sample.SendAsync(gateway, options =>
        {
            options.Template.Id = "2750";
            options.Template.Data = ["{code}", "{minutes}"];
        }).FailureAsync();

        Assert.Equal((VoiceCallFailure.Request, false), (outcome.Failure, outcome.MayHaveBeenPlaced));
        Assert.Contains("Ytx:Template:Data", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("ValidFor", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Requests);
    }

    [Theory]
    [InlineData("/egress", "/egress")]
    [InlineData("/egress/", "/egress")]
    [InlineData("/a/b/", "/a/b")]
    [InlineData("/", "")]
    public async Task SendAsync_BasePath_ComesBeforeTheGatewaysOwn(string configured, string sent)
    {
        await AssertRequestAsync(
            sent + "/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/NoticeCall.wx",
            NoticeBody,
            options => options.BaseAddress = new Uri(options.BaseAddress!, configured));
    }

    [Theory]
    [InlineData(YtxEnvironment.Production, "api.ytx.net")]
    [InlineData(YtxEnvironment.Sandbox, "sandbox.ytx.net")]
    public async Task SendAsync_NamedEnvironment_GoesToItsDocumentedHost(YtxEnvironment environment, string host)
    {
        // The raw port stands in as an http proxy, which is sent the whole address: no name leaves this host.
        await AssertRequestAsync(
            $"http://{host}/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/NoticeCall.wx",
            NoticeBody,
            options =>
            {
                options.Proxy = options.BaseAddress;
                options.BaseAddress = null;
                options.Environment = environment;
            },
            host);
    }

    [Theory]
    [InlineData("2014-04-16T06:20:30.999Z", "20140416142030")]
    [InlineData("2026-07-31T15:59:59Z", "20260731235959")]
    [InlineData("2026-07-31T16:00:00Z", "20260801000000")]
    [InlineData("2025-12-31T16:00:00Z", "20260101000000")]
    [InlineData("2024-02-28T16:00:00Z", "20240229000000")]
    [InlineData("2026-01-02T03:04:05Z", "20260102110405")]
    [InlineData("2026-08-01T00:00:00+08:00", "20260801000000")]
    [InlineData("2026-07-31T09:00:00-07:00", "20260801000000")]
    public async Task SendAsync_AnyInstant_IsSignedInChinaTime(string instant, string timestamp)
    {
        await AssertRequestAsync(
            "/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/NoticeCall.wx",
            NoticeBody,
            now: DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture),
            timestamp: timestamp);
    }

    [Theory]
    [InlineData("ar-SA")] // another calendar
    [InlineData("th-TH")] // another year
    [InlineData("fa-IR")] // other digits
    public async Task SendAsync_AnyCulture_SendsTheSameBytes(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

        await AssertRequestAsync("/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/NoticeCall.wx", NoticeBody);
    }

    [Fact]
    public async Task SendAsync_InsideAnActivityWithBaggage_AddsNoHeader()
    {
        using var source = new ActivitySource(nameof(SendAsync_InsideAnActivityWithBaggage_AddsNoHeader));
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var activity = source.StartActivity("request");
        activity!.AddBaggage("tenant", "7");
        activity.TraceStateString = "vendor=1";

        await AssertRequestAsync("/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/NoticeCall.wx", NoticeBody);
    }

    [Fact]
    public async Task SendAsync_KnownAnswer_HasTheDocumentsSignature()
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);

        await Sample.SendAsync(gateway);

        var request = gateway.OnlyRequest();
        Assert.Contains("?Sign=698cd6f76db3cae8e9875c1f8f298b2c HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains(
            "\r\nAuthorization: YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDV8MjAxNDA0MTYxNDIwMzA=\r\n",
            request,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("010-85485069", "01085485069")]
    [InlineData("+86 755 2345 6789", "075523456789")]
    [InlineData("+86 139 1128 1234", "13911281234")]
    public async Task SendAsync_Number_IsSentInTheGatewaysForm(string typed, string sent)
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);
        await using var services = Sample.Services(options => options.BaseAddress = gateway.Address);

        await services.Sender().SendAsync(
            new VoiceCodeCall(PhoneNumber.Parse(typed), "aZ09"), TestContext.Current.CancellationToken);

        Assert.Contains($"\"dst\":\"{sent}\",", gateway.OnlyRequest(), StringComparison.Ordinal);
        Assert.Contains("\"code\":\"aZ09\",", gateway.OnlyRequest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_ForeignNumber_IsRefusedWithoutARequest()
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);
        await using var services = Sample.Services(options => options.BaseAddress = gateway.Address);

        var outcome = await services.Sender().SendAsync(
            new VoiceCodeCall(PhoneNumber.Parse("+44 20 7946 0958"), Sample.Code),
            TestContext.Current.CancellationToken).FailureAsync();

        Assert.Equal(VoiceCallFailure.Destination, outcome.Failure);
        Assert.False(outcome.MayHaveBeenPlaced);
        Assert.Contains("mainland China", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task SendAsync_NoCall_Throws()
    {
        await using var services = Sample.Services();

        await Assert.ThrowsAsync<ArgumentNullException>(
            () => services.Sender().SendAsync(null!, TestContext.Current.CancellationToken));
    }

    private static async Task AssertTemplateAsync(string restOfBody, Action<YtxVoiceOptions> change) => Assert.EndsWith(
        """{"action":"templateNoticeCall","appid":"sample-app-1","dst":"13911281234" """.TrimEnd() + restOfBody,
        await SendTemplateAsync(TimeSpan.FromMinutes(5), change),
        StringComparison.Ordinal);

    private static async Task<string> SendTemplateAsync(TimeSpan validFor, Action<YtxVoiceOptions> change)
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);
        await using var services = Sample.Services(options =>
        {
            options.BaseAddress = gateway.Address;
            options.Template.Id = "2750";
            change(options);
        });

        await services.Sender().SendAsync(
            new VoiceCodeCall(PhoneNumber.Parse("13911281234"), Sample.Code) { ValidFor = validFor },
            TestContext.Current.CancellationToken);
        return gateway.OnlyRequest();
    }

    private static async Task AssertRequestAsync(
        string target,
        string body,
        Action<YtxVoiceOptions>? change = null,
        string? host = null,
        DateTimeOffset? now = null,
        string timestamp = "20140416142030")
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);

        var receipt = await Sample.SendAsync(gateway, change, new FakeTimeProvider(now ?? Sample.Now));

        var sign = Sample.Sign(Sample.Account, Sample.Token, timestamp);
        var authorization = Convert.ToBase64String(Encoding.ASCII.GetBytes(Sample.Account + "|" + timestamp));
        Assert.Equal(
            $"POST {target}?Sign={sign} HTTP/1.1\r\n"
            + $"Host: {host ?? $"127.0.0.1:{gateway.Port}"}\r\n"
            + "Accept: application/json\r\n"
            + $"Authorization: {authorization}\r\n"
            + "Content-Type: application/json;charset=utf-8\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
            + "\r\n"
            + body,
            gateway.OnlyRequest());
        Assert.Equal("2016010000000205", receipt.RequestId);
    }
}

using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tests;

public sealed class YtxCallReportParserTests
{
    private static readonly DateTimeOffset Ended = new(2026, 3, 1, 10, 0, 30, TimeSpan.FromHours(8));

    public static TheoryData<string, VoiceCallState> Descriptions => new()
    {
        { "未知", VoiceCallState.Unknown },
        { "关机", VoiceCallState.SwitchedOff },
        { "空号", VoiceCallState.NoSuchNumber },
        { "停机", VoiceCallState.Suspended },
        { "正在通话中", VoiceCallState.Busy },
        { "用户拒接", VoiceCallState.Rejected },
        { "无法拨通", VoiceCallState.Unreachable },
        { "暂停服务", VoiceCallState.Suspended },
        { "用户正忙", VoiceCallState.Busy },
        { "正常", VoiceCallState.Answered },
        { "应答", VoiceCallState.Answered },
        { "应答|正常", VoiceCallState.Answered },
        { "未应答", VoiceCallState.NoAnswer },
        { "无应答|正常", VoiceCallState.NoAnswer },
        { "无人接听", VoiceCallState.NoAnswer },
        { "无人应答", VoiceCallState.NoAnswer },
        { "没有应答", VoiceCallState.NoAnswer },
        { "用户不应答", VoiceCallState.NoAnswer },
        { "应答|无人应答", VoiceCallState.NoAnswer },
        { "用户忙", VoiceCallState.Busy },
        { "被叫拒接", VoiceCallState.Rejected },
        { "暂时无法接通", VoiceCallState.Unreachable },
        { "不在服务区", VoiceCallState.Unreachable },
        { "正常|关机", VoiceCallState.SwitchedOff },
        { "未知|用户正忙", VoiceCallState.Busy },
        { "未知|正常", VoiceCallState.Answered },
        { " 应答 | 挂断", VoiceCallState.Answered },
        { "非正常挂断|正常", VoiceCallState.Answered },
    };

    public static TheoryData<string> OtherWords => ["彩铃", "非正常挂断", "不正常", "正常挂断", "是否应答", "?|"];

    [Theory]
    [MemberData(nameof(Descriptions))]
    public void Parse_Description_IsTheStateInOurWords(string description, VoiceCallState state)
    {
        Assert.Equal(state, Single($$"""{"cdr":[{"requestid":"1","stateDesc":"{{description}}"}]}""").State);
        Assert.Equal(state, Single($$"""{"cdr":[{"requestid":"1","stateDesc":"{{description}}","duration":0}]}""").State);
    }

    [Theory]
    [MemberData(nameof(OtherWords))]
    public void Parse_OtherWords_AreAnEndOnlyWithADuration(string description)
    {
        Assert.Null(Single($$"""{"cdr":[{"requestid":"1","stateDesc":"{{description}}"}]}""").State);
        Assert.Equal(
            VoiceCallState.Unknown, Single($$"""{"cdr":[{"requestid":"1","stateDesc":"{{description}}","duration":0}]}""").State);
        Assert.Equal(
            VoiceCallState.Answered, Single($$"""{"cdr":[{"requestid":"1","stateDesc":"{{description}}","duration":1}]}""").State);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","duration":0,"oriamount":0""")]
    [InlineData(""","duration":"0","stateDesc":"" """)]
    [InlineData(""","duration":0,"stateDesc":" | " """)]
    [InlineData(""","duration":0,"stateDesc":null""")]
    public void ParseRecords_NothingOfTheEnd_LeavesTheCallAsItIs(string fields)
    {
        var report = Assert.Single(YtxCallReportParser.ParseRecords(Encoding.UTF8.GetBytes($$"""{"cdr":[{"requestid":"1"{{fields}}}]}"""))!);

        Assert.Equal((null, null, null, null), (report.State, report.Duration, report.Cost, report.AnsweredAt));
        Assert.Equal(0.12m, Single($$"""{"cdr":[{"requestid":"1","oriamount":0.12{{fields}}}]}""").Cost);
    }

    [Theory]
    [InlineData("""
        {"cdr":[{"requestid":"2016010000000205","appid":"app-1","fid":"4","tel":"13911281234","stime":"20260301100015",
        "etime":"20260301100030","duration":"12","oriamount":"0.12","stateDesc":"正常"}]}
        """)]
    [InlineData("""
        {"cdr":[{"requestid":2016010000000205,"appid":"app-1","fid":4,"tel":13911281234,"stime":"2026-03-01 10:00:15",
        "etime":"2026-03-01 10:00:30","duration":12,"oriamount":0.12,"stateDesc":"正常"}]}
        """)]
    [InlineData("""
        {"CDR":[{"requestId":"2016010000000205","AppId":"app-1","TEL":"13911281234","eTime":20260301100030,
        "Duration":"12","oriAmount":"0.12","statedesc":"应答|正常"}]}
        """)]
    [InlineData("""
        {"x":{"y":[null]},"cdr":{"z":[1],"requestid":"2016010000000205","appid":"app-1","caller":"","called":"13911281234",
        "callerstime":"2026-03-01 10:00:15","calledetime":"2026-03-01 10:00:30","duration":12,"oriamount":0.12,"stateDesc":"应答|正常"}}
        """)]
    public void Parse_RecordInAnyForm_IsReadWhole(string body)
    {
        var report = Single(body);

        Assert.Equal("2016010000000205", report.RequestId);
        Assert.Equal(("app-1", "13911281234", null), (report.Application, report.Number, report.NumberEnding));
        Assert.Equal((VoiceCallState.Answered, TimeSpan.FromSeconds(12), 0.12m), (report.State, report.Duration, report.Cost));
        Assert.Equal(Ended.AddSeconds(-12), report.AnsweredAt);
        Assert.False(report.IsConfirmed);
        Assert.Equal("Answered", report.ToString());
    }

    [Fact]
    public void Parse_NotAnswered_HasNoTimeOfAnAnswer() =>
        Assert.Null(Single("""{"cdr":[{"requestid":"1","stateDesc":"关机","etime":"20260301100030","duration":"0"}]}""").AnsweredAt);

    [Theory]
    [InlineData("callout", "", VoiceCallState.Accepted)]
    [InlineData("alerting", "", VoiceCallState.Ringing)]
    [InlineData("ALERTING", "用户正忙", VoiceCallState.Ringing)]
    [InlineData("answer", "应答", VoiceCallState.Answered)]
    [InlineData("disconnect", "用户拒接", VoiceCallState.Rejected)]
    [InlineData("disconnect", "未知", VoiceCallState.Unknown)]
    public void Parse_StatePush_IsTheState(string state, string description, VoiceCallState expected)
    {
        var report = Single($$"""
            {"requestid":"1","dsc":"1234","state":"{{state}}","stateDesc":"{{description}}","timestamp":"20260301100030","appid":"app-1"}
            """);

        Assert.Equal((expected, "1234", null, "app-1"), (report.State, report.NumberEnding, report.Number, report.Application));
        Assert.Equal(expected is VoiceCallState.Answered ? Ended : null, report.AnsweredAt);
    }

    [Theory]
    [InlineData("disconnect", "正常")]
    [InlineData("disconnect", "")]
    [InlineData("", "关机")]
    [InlineData("hold", "关机")]
    public void Parse_StatePushThatSaysNothingNew_HasNoReport(string state, string description) =>
        Assert.Empty(Parse($$"""{"requestid":"1","state":"{{state}}","stateDesc":"{{description}}"}"""));

    [Theory]
    [InlineData("20260301100030")]
    [InlineData("2026-03-01 10:00:30")]
    public void Parse_Time_IsOfChina(string time) =>
        Assert.Equal(Ended, Single($$"""{"requestid":"1","state":"answer","timestamp":"{{time}}"}""").AnsweredAt);

    [Theory]
    [InlineData("2026-03-01T10:00:30")]
    [InlineData("20260230100030")]
    [InlineData("00010101000000")]
    [InlineData("99991231235959")]
    [InlineData(" 20260301100030")]
    [InlineData("1772330430")]
    public void Parse_TimeInAnotherForm_IsNone(string time) =>
        Assert.Null(Single($$"""{"requestid":"1","state":"answer","timestamp":"{{time}}"}""").AnsweredAt);

    [Theory]
    [InlineData("-1")]
    [InlineData("\"-1\"")]
    [InlineData("86401")]
    [InlineData("1e30")]
    [InlineData("\"1,000\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"99999999999999999999999999999999999999\"")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999")]
    [InlineData("true")]
    [InlineData("[1]")]
    public void Parse_DurationAndCostOutOfRange_AreNone(string number)
    {
        var report = Single($$"""{"cdr":[{"requestid":"1","duration":{{number}},"oriamount":{{number}},"stateDesc":"正常"}]}""");

        Assert.Equal((null, null), (report.Duration, report.Cost));
    }

    [Fact]
    public void Parse_CostAsProgramsWriteSmallNumbers_IsRead() =>
        Assert.Equal(0.0005m, Single("""{"cdr":[{"requestid":"1","oriamount":5.0E-4}]}""").Cost);

    public static TheoryData<string> BadRequestIds =>
    [
        "", "\"\"", "null", "true", "[]", "{}", "\"a b\"", "\"a\\n\"", "\"a\\u0000\"", "\"a\\u007f\"", "\"账\"", "\"\\ud800\"",
        $"\"{new string('a', 65)}\"", new string('1', 65),
    ];

    [Theory]
    [MemberData(nameof(BadRequestIds))]
    public void Parse_RequestIdThatFitsNoLogLine_IsNoReport(string id)
    {
        var field = id.Length is 0 ? "" : $"\"requestid\":{id},";

        Assert.Empty(Parse($$"""{"cdr":[{{{field}}"stateDesc":"正常"}]}"""));
        Assert.Empty(Parse($$"""{{{field}}"state":"answer"}"""));
    }

    [Theory]
    [InlineData("\"139****1234\"")]
    [InlineData("\"+\"")]
    [InlineData("\"\"")]
    [InlineData("\"-139 1128 1234\"")]
    [InlineData("\" \"")]
    [InlineData("\"+-\"")]
    [InlineData("\"139\\t1128\"")]
    [InlineData("\"(010)85485069\"")]
    [InlineData("\"123456789012345678901\"")]
    [InlineData("\"\u0661\u0662\u0663\u0664\"")]
    [InlineData("-13911281234")]
    [InlineData("null")]
    public void Parse_NumberThatIsNone_IsLeftOut(string number)
    {
        Assert.Null(Single($$"""{"cdr":[{"requestid":"1","tel":{{number}}}]}""").Number);
        Assert.Null(Single($$"""{"requestid":"1","state":"answer","dsc":{{number}}}""").NumberEnding);
    }

    [Theory]
    [InlineData("010-85485069", "01085485069")]
    [InlineData(" 13911281234", "13911281234")]
    [InlineData("+86 139-1128-1234 ", "+8613911281234")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    public void Parse_NumberAsPeopleWriteIt_IsItsDigits(string written, string number)
    {
        Assert.Equal(number, Single($$"""{"cdr":[{"requestid":"1","tel":"{{written}}"}]}""").Number);
        Assert.Equal(number, Single($$"""{"cdr":[{"requestid":"1","called":"{{written}}"}]}""").Number);
        Assert.Equal(number, Single($$"""{"requestid":"1","state":"answer","dsc":"{{written}}"}""").NumberEnding);
    }

    [Fact]
    public void Parse_MoreRecordsThanTheMost_LeavesTheOthersOut()
    {
        var records = string.Join(',', Enumerable.Range(0, 101).Select(id => $$"""{"requestid":{{id}}}"""));

        var reports = Parse($$"""{"cdr":[{{records}}]}""");

        Assert.Equal(Enumerable.Range(0, 100).Select(id => $"{id}"), reports.Select(report => report.RequestId));
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(9, 0)]
    public void Parse_Depth_IsEightAtMost(int depth, int reports)
    {
        var deep = new string('[', depth - 1) + new string(']', depth - 1);

        Assert.Equal(reports, Parse($$"""{"requestid":"1","state":"answer","x":{{deep}}}""").Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Parse_Length_IsAtMost64KiB(int more, int reports)
    {
        const string Body = """{"requestid":"1","state":"answer"}""";

        Assert.Equal(reports, Parse(Body.PadRight((64 * 1024) + more)).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"cdr":null}""")]
    [InlineData("""{"cdr":[null,1,"x",[],{}]}""")]
    [InlineData("""{"cdr":[{"requestid":"1"}]""")]
    [InlineData("""{"cdr":[{"requestid":"1"}]}{}""")]
    [InlineData("""{"cdr":[{"requestid":"1"},]}""")]
    [InlineData("cdr=1")]
    public void Parse_WhatIsNoPush_IsToldApart(string body) => Assert.Null(YtxCallReportParser.Parse(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Parse_ByteOrderMark_IsSkipped() => Assert.Single(YtxCallReportParser.Parse(
        (byte[])[.. Encoding.UTF8.Preamble, .. """{"requestid":"1","state":"answer"}"""u8])!);

    [Fact]
    public void Parse_BytesThatAreNoUtf8_CostTheirFieldOnly()
    {
        var report = Assert.Single(YtxCallReportParser.Parse((byte[])
            [.. """{"cdr":[{"requestid":"1","duration":"3","stateDesc":"""u8, (byte)'"', 0xff, 0xc0, .. "\"}]}"u8])!);

        Assert.Equal((VoiceCallState.Answered, TimeSpan.FromSeconds(3)), (report.State, report.Duration));
        Assert.Null(YtxCallReportParser.Parse((byte[])[.. "{\""u8, 0xff, .. "\":1,\"cdr\":["u8]));
    }

    [Theory]
    [InlineData("""{"cdr":[{"requestid":"1","stateDesc":"\ud800","duration":3}]}""")]
    [InlineData("""{"cdr":[{"requestid":"1","duration":3},{"\udc00":1,"requestid":"2"}]}""")]
    public void Parse_HalfASurrogate_CostsItsFieldOrRecordOnly(string body)
    {
        var report = Parse(body)[0];

        Assert.Equal(("1", VoiceCallState.Answered), (report.RequestId, report.State));
    }

    [Fact]
    public void Parse_FieldTwice_TheFirstCounts() =>
        Assert.Equal("1", Single("""{"cdr":[{"requestid":"1","requestid":"2","REQUESTID":"3"}]}""").RequestId);

    [Fact]
    public async Task Parse_PushesOfTheSimulator_AreReadWhole()
    {
        var clock = new FakeTimeProvider(Sample.Now);
        await using var simulator = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), AccountSid = Sample.Account, AuthToken = Sample.Token, AppId = Sample.App },
            timeProvider: clock, cancellationToken: TestContext.Current.CancellationToken);
        await using var services = Sample.Services(options => options.BaseAddress = simulator.Address, clock);
        await using var callback = RawGateway.Start(Answers.Http(200));
        simulator.CallStatusUrl = callback.Address;
        await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);
        await simulator.WaitForPushesAsync(TestContext.Current.CancellationToken);
        var call = Assert.Single(simulator.Calls);
        simulator.Answer(call);
        clock.Advance(TimeSpan.FromSeconds(15));
        await simulator.WaitForPushesAsync(TestContext.Current.CancellationToken);
        await simulator.SendStatePushAsync(call, "alerting", cancellationToken: TestContext.Current.CancellationToken);

        var reports = callback.Requests.Select(Body).SelectMany(static body => YtxCallReportParser.Parse(body)!).ToList();

        Assert.All(reports, report => Assert.Equal(call.RequestId, report.RequestId));
        Assert.Equal(
            [
                VoiceCallState.Accepted, VoiceCallState.Ringing, VoiceCallState.Answered, VoiceCallState.Answered,
                VoiceCallState.Ringing,
            ],
            reports.Select(report => report.State!.Value));
        Assert.Equal([null, null, Sample.Now, Sample.Now, null], reports.Select(report => report.AnsweredAt));
        var record = Assert.Single(reports, report => report.Cost is not null);
        Assert.Equal((0.12m, TimeSpan.FromSeconds(15), Sample.App, "13911281234"), (record.Cost, record.Duration, record.Application, record.Number));
        Assert.All(reports.Where(report => report != record), report => Assert.Equal("13911281234", report.NumberEnding));
    }

    [Fact]
    public void Parse_MutatedPushes_NeverThrowsAndRepeatsOnlyWhatFits()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("YTX_TEST_PUSH_MUTATIONS") ?? "20000", CultureInfo.InvariantCulture);
        var mutations = new PushMutations(seed: 16);
        var read = 0;
        for (var time = 0; time < count; time++)
        {
            var body = mutations.Next();
            try
            {
                var reports = YtxCallReportParser.Parse(body) ?? [];
                read += reports.Count;
                Assert.True(reports.Count <= YtxCallReportParser.MaxRecords);
                foreach (var report in reports)
                {
                    AssertFits(report);
                }

                foreach (var report in YtxCallReportParser.ParseRecords(body) ?? [])
                {
                    AssertFits(report);
                    Assert.True(report.IsConfirmed);
                }
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Mutation {time}, {Convert.ToHexString(body)}: {exception}");
            }
        }

        // Else most would be no JSON, and little of the reader would be tried.
        Assert.InRange(read, count / 4, int.MaxValue);
    }

    private static void AssertFits(VoiceCallReport report)
    {
        Assert.Matches("\\A[!-~]{1,64}\\z", report.RequestId);
        Assert.Matches("\\A[!-~]{1,64}\\z", report.Application ?? "-");
        Assert.Matches("\\A\\+?[0-9]{1,20}\\z", report.Number ?? "0");
        Assert.Matches("\\A\\+?[0-9]{1,20}\\z", report.NumberEnding ?? "0");
        Assert.True(report.State is not { } state || Enum.IsDefined(state));
        Assert.InRange(report.Duration ?? default, TimeSpan.Zero, TimeSpan.FromDays(1));
        Assert.InRange(report.Cost ?? 0, 0, 1_000);
        Assert.InRange(report.AnsweredAt?.Year ?? 2026, 2000, 9000);
    }

    private static byte[] Body(byte[] request) => request[(request.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];

    private static VoiceCallReport Single(string body) => Assert.Single(Parse(body));

    private static IReadOnlyList<VoiceCallReport> Parse(string body) =>
        YtxCallReportParser.Parse(Encoding.UTF8.GetBytes(body)) ?? [];
}

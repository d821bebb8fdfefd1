using System.Globalization;

namespace Ytx.Voice.Tool.Tests;

public sealed class SignCommandTests
{
    private const string Account = "abcdefghijklmnopqrstuvwxyz012345";
    private const string Token = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Sign_DocumentsExample_PrintsItsAnswer()
    {
        var run = await ToolRun.OfAsync(["sign", "--timestamp", "20140416142030"], Settings());

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "Timestamp: 20140416142030 (UTC+8)",
                "POST https://gateway.example/base/201512/sid/abcdefghijklmnopqrstuvwxyz012345/call/NoticeCall.wx?Sign=698cd6f76db3cae8e9875c1f8f298b2c",
                "Accept: application/json",
                "Authorization: YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDV8MjAxNDA0MTYxNDIwMzA=",
                "Content-Type: application/json;charset=utf-8",
            ],
            run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain(Token, run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("2014-04-16T06:20:30Z", "20140416142030")]
    [InlineData("2025-12-31T16:00:00Z", "20260101000000")]
    public async Task Sign_NoTimestamp_IsNowInChina(string now, string timestamp)
    {
        var clock = new FixedClock(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

        var unnamed = await ToolRun.OfAsync(["sign"], Settings(), clock: clock);
        var named = await ToolRun.OfAsync(["sign", "--timestamp", timestamp], Settings());

        Assert.StartsWith($"Timestamp: {timestamp} ", unnamed.Output, StringComparison.Ordinal);
        Assert.Equal(named.Output, unnamed.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2014")]
    [InlineData("20141316142030")]
    [InlineData("20140416242030")]
    [InlineData("00010101000000")]
    [InlineData("2014-04-16 14:20:30")]
    [InlineData("２０140416142030")]
    [InlineData("-20140416142030")]
    public async Task Sign_BadTimestamp_IsOneSentence(string timestamp)
    {
        var run = await ToolRun.OfAsync(["sign", "--timestamp", timestamp], Settings());

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("yyyyMMddHHmmss", run.ErrorLine, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Sign_BadSettings_PrintsNoSignature()
    {
        var settings = Settings();
        settings["Ytx__AuthToken"] = "bad token canary";

        var run = await ToolRun.OfAsync(["sign"], settings);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Ytx:AuthToken", run.ErrorLine, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    private static Dictionary<string, string?> Settings() => ToolRun.Settings(
        new Uri("https://gateway.example/base"), ("AccountSid", Account), ("AuthToken", Token));
}

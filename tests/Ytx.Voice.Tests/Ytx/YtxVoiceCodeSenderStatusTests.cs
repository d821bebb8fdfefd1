using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests;

/// <summary>Every status of the gateway, and every HTTP status in its place.</summary>
public sealed class YtxVoiceCodeSenderStatusTests
{
    public static TheoryData<string, VoiceCallFailure, bool, string[]> Table => new()
    {
        { "-1", VoiceCallFailure.Destination, false, ["the number is invalid"] },
        { "-2", VoiceCallFailure.Request, false, ["Ytx:DisplayNumber", "Ytx:Operation"] },
        { "-3", VoiceCallFailure.Configuration, false, ["Ytx:Operation", "Ytx:Function", "Ytx:Action"] },
        { "-4", VoiceCallFailure.Request, false, ["invalid JSON"] },
        { "-100", VoiceCallFailure.Gateway, true, ["internal error"] },
        { "-101", VoiceCallFailure.Request, false, ["Ytx:DisplayNumber", "Ytx:PlayCount"] },
        { "-102", VoiceCallFailure.Destination, false, ["the number is not allowed"] },
        { "-104", VoiceCallFailure.Throttled, false, ["too many requests"] },
        { "-200", VoiceCallFailure.Configuration, false, ["Ytx:AccountSid"] },
        { "-201", VoiceCallFailure.Configuration, false, ["disabled"] },
        { "-202", VoiceCallFailure.Configuration, false, ["Ytx:AccountSid", "clock"] },
        { "-203", VoiceCallFailure.Configuration, false, ["Ytx:AuthToken"] },
        { "-204", VoiceCallFailure.Balance, false, ["balance"] },
        { "-205", VoiceCallFailure.Configuration, false, ["Ytx:AppId belongs to this environment", "allowed addresses", "online", "feature is enabled"] },
        { "-999", VoiceCallFailure.Gateway, true, ["not documented"] },
        { "1", VoiceCallFailure.Gateway, true, ["not documented"] },
        { "200", VoiceCallFailure.Gateway, true, ["not documented"] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task SendAsync_Status_IsTheFailureOfTheTable(
        string status, VoiceCallFailure failure, bool mayHaveBeenPlaced, string[] words)
    {
        foreach (var written in new[] { $"\"{status}\"", status })
        {
            var outcome = await Sample.FailAsync(
                Answers.Json($$"""{"statusCode":{{written}},"statusMsg":"缺少必要参数","requestId":""}"""));

            Assert.Equal(failure, outcome.Failure);
            Assert.Equal(mayHaveBeenPlaced, outcome.MayHaveBeenPlaced);
            Assert.Equal(status, outcome.StatusCode);
            Assert.StartsWith($"The gateway answered {status}: ", outcome.Message, StringComparison.Ordinal);
            Assert.All(words, word => Assert.Contains(word, outcome.Message, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("sv-SE")] // writes minus as U+2212
    [InlineData("fa-IR")] // puts a direction mark before it
    public async Task SendAsync_NumericStatusInAnyCulture_IsTheFailureOfTheTable(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

        var outcome = await Sample.FailAsync(Answers.Json("""{"statusCode":-205}"""));

        Assert.Equal(VoiceCallFailure.Configuration, outcome.Failure);
        Assert.Equal("-205", outcome.StatusCode);
        Assert.False(outcome.MayHaveBeenPlaced);
    }

    [Theory]
    [InlineData("\"0\"", "\"2016010000000205\"", "2016010000000205")]
    [InlineData("0", "\"r\"", "r")]
    [InlineData("\"0\"", "2016010000000205", "2016010000000205")]
    [InlineData("\"0\"", "\"\"", null)]
    [InlineData("\"0\"", "null", null)]
    public async Task SendAsync_Accepted_ReturnsTheRequestId(string status, string requestId, string? expected)
    {
        await using var gateway = RawGateway.Start(
            Answers.Json($$"""{"statusCode":{{status}},"statusMsg":"提交成功","requestId":{{requestId}}}"""));

        var receipt = await Sample.SendAsync(gateway);

        Assert.Equal(expected, receipt.RequestId);
    }

    [Theory]
    [InlineData("""{"statusCode":"0"}""")]
    [InlineData("""{"statusCode":"\u0030"}""")]
    [InlineData(" \r\n {\"statusCode\" : \"0\" } \n")]
    [InlineData("""{"a":[[[[[[[]]]]]]],"statusCode":"0"}""")]
    [InlineData("""{"extra":{"a":[1,2]},"statusCode":"0","statusMsg":null}""")]
    public async Task SendAsync_AcceptedWithoutRequestId_HasNone(string body)
    {
        await using var gateway = RawGateway.Start(Answers.Json(body));

        var receipt = await Sample.SendAsync(gateway);

        Assert.Null(receipt.RequestId);
    }

    [Theory]
    [InlineData("\\u001b[31mred")]
    [InlineData("1\\r\\nwarn: forged line")]
    [InlineData("a b")]
    [InlineData("\\u202e1")]
    public async Task SendAsync_RequestIdThatNoLogShouldShow_IsTreatedAsNone(string requestId)
    {
        await using var gateway = RawGateway.Start(
            Answers.Json($$"""{"statusCode":"0","requestId":"{{requestId}}"}"""));

        var receipt = await Sample.SendAsync(gateway);

        Assert.Null(receipt.RequestId);
    }

    [Fact]
    public async Task SendAsync_VeryLongRequestId_IsTreatedAsNone()
    {
        await using var gateway = RawGateway.Start(
            Answers.Json($$"""{"statusCode":"0","requestId":"{{new string('9', 10_000)}}"}"""));

        var receipt = await Sample.SendAsync(gateway);

        Assert.Null(receipt.RequestId);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/plain;charset=gbk")]
    [InlineData("application/octet-stream")]
    [InlineData("no media type at all")]
    [InlineData(null)]
    public async Task SendAsync_AnyContentType_ReadsTheContent(string? contentType)
    {
        await using var gateway = RawGateway.Start(
            Answers.Http(200, Answers.AcceptedBody, contentType is null ? [] : [$"Content-Type: {contentType}"]));

        var receipt = await Sample.SendAsync(gateway);

        Assert.Equal("2016010000000205", receipt.RequestId);
    }

    [Theory]
    [InlineData(300, VoiceCallFailure.Configuration, "Ytx:BaseAddress")]
    [InlineData(304, VoiceCallFailure.Configuration, "Ytx:BaseAddress")]
    [InlineData(400, VoiceCallFailure.Request, "Ytx:BaseAddress")]
    [InlineData(401, VoiceCallFailure.Configuration, "credentials")]
    [InlineData(403, VoiceCallFailure.Configuration, "address is allowed")]
    [InlineData(404, VoiceCallFailure.Configuration, "Ytx:BaseAddress")]
    [InlineData(405, VoiceCallFailure.Configuration, "Ytx:BaseAddress")]
    [InlineData(407, VoiceCallFailure.Configuration, "credentials")]
    [InlineData(429, VoiceCallFailure.Throttled, "too many requests")]
    public async Task SendAsync_HttpRefusal_WasNotPlaced(int status, VoiceCallFailure failure, string words)
    {
        var outcome = await Sample.FailAsync(Answers.Http(status, "<html>no</html>"));

        Assert.Equal(failure, outcome.Failure);
        Assert.False(outcome.MayHaveBeenPlaced);
        Assert.Null(outcome.StatusCode);
        Assert.Null(outcome.RetryAfter);
        Assert.StartsWith($"The gateway answered HTTP {status}: ", outcome.Message, StringComparison.Ordinal);
        Assert.Contains(words, outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    public async Task SendAsync_HttpServerError_MayHaveBeenPlaced(int status)
    {
        // Even with a body that says accepted: what is behind a failing proxy is unknown.
        var outcome = await Sample.FailAsync(Answers.Http(status, Answers.AcceptedBody));

        Assert.Equal(VoiceCallFailure.Gateway, outcome.Failure);
        Assert.True(outcome.MayHaveBeenPlaced);
        Assert.Contains("failing", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task SendAsync_Redirect_SendsNothingToTheSecondHost(int status)
    {
        await using var second = RawGateway.Start(Answers.Accepted);

        var outcome = await Sample.FailAsync(Answers.Http(status, "", $"Location: {second.Address}elsewhere"));

        Assert.Empty(second.Requests);
        Assert.Equal(VoiceCallFailure.Configuration, outcome.Failure);
        Assert.False(outcome.MayHaveBeenPlaced);
        Assert.Contains("redirects are not followed", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("99999999", 86400)]
    [InlineData("Wed, 16 Apr 2014 06:21:00 GMT", 30)]
    [InlineData("Wed, 16 Apr 2014 06:20:00 GMT", null)]
    [InlineData("Thu, 16 Apr 2054 06:20:00 GMT", 86400)]
    public async Task SendAsync_RetryAfter_IsTheWaitAndADayAtMost(string header, int? seconds)
    {
        foreach (var status in new[] { 429, 503 })
        {
            var outcome = await Sample.FailAsync(
                Answers.Http(status, "", $"Retry-After: {header}"), time: new FakeTimeProvider(Sample.Now));

            Assert.Equal(seconds, outcome.RetryAfter?.TotalSeconds);
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice.Tests;

/// <summary>Answers that are none, and everything that can break on the way.</summary>
public sealed class YtxVoiceCodeSenderFaultTests
{
    public static TheoryData<string, string> NoAnswers => new()
    {
        { "empty", "" },
        { "spaces", "  " },
        { "HTML", "<html><body>502</body></html>" },
        { "garbage", "\u0001\u0002statusCode=0" },
        { "cut JSON", "{\"statusCode\":\"0\"" },
        { "two documents", "{\"statusCode\":\"0\"}{\"statusCode\":\"0\"}" },
        { "array", "[{\"statusCode\":\"0\"}]" },
        { "string", "\"0\"" },
        { "number", "0" },
        { "null", "null" },
        { "no status", "{\"statusMsg\":\"提交成功\",\"requestId\":\"1\"}" },
        { "null status", "{\"statusCode\":null}" },
        { "empty status", "{\"statusCode\":\"\"}" },
        { "boolean status", "{\"statusCode\":true}" },
        { "status as object", "{\"statusCode\":{\"0\":0}}" },
        { "fraction", "{\"statusCode\":0.5}" },
        { "exponent", "{\"statusCode\":1e3}" },
        { "huge number", "{\"statusCode\":99999999999999999999}" },
        { "prose as status", "{\"statusCode\":\"ok\"}" },
        { "status with a line feed", "{\"statusCode\":\"\\n0\"}" },
        { "other digits", "{\"statusCode\":\"\u0660\"}" },
        { "long status", "{\"statusCode\":\"00000000000000000\"}" },
        { "other case", "{\"StatusCode\":\"0\"}" },
        { "status twice", "{\"statusCode\":\"-2\",\"statusCode\":\"0\"}" },
        { "deep", "{\"a\":" + new string('[', 500) + new string(']', 500) + ",\"statusCode\":\"0\"}" },
        { "a level too deep", "{\"a\":[[[[[[[[]]]]]]]],\"statusCode\":\"0\"}" },
        { "comment", "{/* */\"statusCode\":\"0\"}" },
        { "trailing comma", "{\"statusCode\":\"0\",}" },
        { "lone surrogate", "{\"statusCode\":\"\\ud800\"}" },
    };

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public async Task SendAsync_NotTheDocumentedJson_IsTheGatewaysFailure(string what, string body)
    {
        var outcome = await Sample.FailAsync(Answers.Json(body));

        Assert.True(outcome.Failure is VoiceCallFailure.Gateway, what);
        Assert.True(outcome.MayHaveBeenPlaced);
        Assert.Null(outcome.StatusCode);
        Assert.Contains("Ytx:BaseAddress", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_StatusThatIsNoUtf8_IsTheGatewaysFailure()
    {
        var outcome = await Sample.FailAsync(
            Answers.Http(200, [.. "{\"statusCode\":\""u8, 0xCC, 0xE1, .. "\"}"u8]));

        Assert.Equal(VoiceCallFailure.Gateway, outcome.Failure);
        Assert.True(outcome.MayHaveBeenPlaced);
    }

    [Fact]
    public async Task SendAsync_MessageInGbkWithGoodStatus_IsAccepted()
    {
        // 提交成功 in GBK
        byte[] message = [0xCC, 0xE1, 0xBD, 0xBB, 0xB3, 0xC9, 0xB9, 0xA6];
        await using var gateway = RawGateway.Start(Answers.Http(
            200, [.. "{\"statusCode\":\"0\",\"statusMsg\":\""u8, .. message, .. "\",\"requestId\":\"7\"}"u8]));

        var receipt = await Sample.SendAsync(gateway);

        Assert.Equal("7", receipt.RequestId);
    }

    [Fact]
    public async Task SendAsync_ByteOrderMark_IsSkipped()
    {
        await using var gateway = RawGateway.Start(
            Answers.Http(200, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Answers.AcceptedBody)]));

        var receipt = await Sample.SendAsync(gateway);

        Assert.Equal("2016010000000205", receipt.RequestId);
    }

    [Fact]
    public async Task SendAsync_AnswerOf64Kibibytes_IsRead()
    {
        await using var gateway = RawGateway.Start(Answers.Json(Answers.AcceptedBody.PadRight(64 * 1024 - 8)));

        var receipt = await Sample.SendAsync(gateway);

        Assert.Equal("2016010000000205", receipt.RequestId);
    }

    [Fact]
    public async Task SendAsync_AnswerOver64Kibibytes_MayHaveBeenPlaced()
    {
        var outcome = await Sample.FailAsync(Answers.Json(Answers.AcceptedBody.PadRight(64 * 1024 + 1)));

        Assert.Equal(VoiceCallFailure.NoResponse, outcome.Failure);
        Assert.True(outcome.MayHaveBeenPlaced);
    }

    [Fact]
    public async Task SendAsync_EndlessAnswer_IsCutOff()
    {
        var sent = 0L;
        var outcome = await Sample.FailAsync(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), stop);
            var chunk = Encoding.ASCII.GetBytes("1000\r\n" + new string(' ', 4096) + "\r\n");
            while (sent < 1L << 30)
            {
                await stream.WriteAsync(chunk, stop);
                sent += chunk.Length;
            }

            return false;
        });

        Assert.Equal(VoiceCallFailure.NoResponse, outcome.Failure);
        Assert.True(outcome.MayHaveBeenPlaced);
        Assert.True(Interlocked.Read(ref sent) < 1L << 27, "The client read on and on.");
    }

    [Fact]
    public async Task SendAsync_CompressedAnswer_IsNotInflated()
    {
        // A few bytes of gzip can be a gigabyte of JSON.
        var outcome = await Sample.FailAsync(
            Answers.Http(200, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "Content-Encoding: gzip"));

        Assert.Equal(VoiceCallFailure.Gateway, outcome.Failure);
    }

    [Fact]
    public async Task SendAsync_ConnectionRefused_SentNothing()
    {
        using var bound = new Socket(SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)bound.LocalEndPoint!).Port;

        var outcome = await FailAsync(options => options.BaseAddress = new Uri($"http://127.0.0.1:{port}"));

        Assert.Contains("firewall", outcome.Message, StringComparison.Ordinal);
        AssertSentNothing(outcome);
    }

    [Fact]
    public async Task SendAsync_UnknownHost_SentNothing()
    {
        // Too long for a DNS question, so that none is asked.
        var label = new string('x', 62);
        var host = $"{label}.{label}.{label}.{label[..57]}.invalid";

        var outcome = await FailAsync(options => options.BaseAddress = new Uri($"https://{host}"));

        AssertSentNothing(outcome);
        Assert.Contains("NameResolutionError", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_TlsToAServerWithoutIt_SentNothing()
    {
        await using var gateway = RawGateway.Start(Answers.Http(400));

        var outcome = await FailAsync(
            options => options.BaseAddress = new Uri($"https://127.0.0.1:{gateway.Port}"));

        AssertSentNothing(outcome);
    }

    [Fact]
    public async Task SendAsync_NoConnectionInTime_SentNothing()
    {
        // A TLS handshake belongs to connecting, and this server never takes part in it.
        await using var gateway = RawGateway.Start(Answers.Silence);

        var outcome = await FailAsync(options =>
        {
            options.BaseAddress = new Uri($"https://127.0.0.1:{gateway.Port}");
            options.ConnectTimeout = TimeSpan.FromMilliseconds(100);
        });

        AssertSentNothing(outcome);
        Assert.Contains("in time", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_CutBeforeTheRequestIsRead_MayHaveBeenPlaced()
    {
        await using var gateway = RawGateway.StartHangingUp();

        var outcome = await FailAsync(options => options.BaseAddress = gateway.Address);

        // Whether the bytes were read is not to be seen from here.
        AssertNoResponse(outcome);
    }

    [Fact]
    public async Task SendAsync_CutAfterTheRequest_MayHaveBeenPlaced() =>
        AssertNoResponse(await Sample.FailAsync(Answers.HangUp));

    [Fact]
    public async Task SendAsync_HalfAnAnswer_MayHaveBeenPlaced() =>
        AssertNoResponse(await Sample.FailAsync(Answers.Half(Answers.HangUp)));

    [Fact]
    public async Task SendAsync_AnswerThatIsNoHttp_MayHaveBeenPlaced() =>
        AssertNoResponse(await Sample.FailAsync(Answers.Bytes("SSH-2.0-x\r\n\r\n"u8.ToArray())));

    [Fact]
    public async Task SendAsync_KeptConnectionCutByTheGateway_IsNotRequestedAgain()
    {
        await using var gateway = RawGateway.Start(
            Answers.InTurn(Answers.Accepted, Answers.HangUp, Answers.Accepted));
        await using var services = Sample.Services(options => options.BaseAddress = gateway.Address);
        await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);

        var outcome = await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken).FailureAsync();

        AssertNoResponse(outcome);
        Assert.Equal(2, gateway.Requests.Count);
    }

    [Fact]
    public async Task SendAsync_Cancelled_RethrowsTheCallersCancellation()
    {
        using var cancellation = new CancellationTokenSource();
        await using var gateway = RawGateway.Start(async (_, stop) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop);
            return false;
        });
        await using var services = Sample.Services(options => options.BaseAddress = gateway.Address);

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => services.Sender().SendAsync(Sample.Call, cancellation.Token));

        Assert.Equal(cancellation.Token, exception.CancellationToken);
        gateway.OnlyRequest();
    }

    [Fact]
    public async Task SendAsync_CancelledBefore_SendsNothing()
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);
        await using var services = Sample.Services(options => options.BaseAddress = gateway.Address);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => services.Sender().SendAsync(Sample.Call, new CancellationToken(canceled: true)));

        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task SendAsync_UserWithARetryHandler_IsSentOnce()
    {
        await using var gateway = RawGateway.Start(Answers.InTurn(Answers.Http(503), Answers.Accepted));

        var outcome = await FailAsync(
            options => options.BaseAddress = gateway.Address, new SendAgainHandler(times: 3));

        gateway.OnlyRequest();
        AssertNoResponse(outcome);
    }

    [Fact]
    public async Task SendAsync_UsersHandlerThrowsItsOwnAfterSending_MayHaveBeenPlaced()
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);

        var outcome = await FailAsync(
            options => options.BaseAddress = gateway.Address, new OwnExceptionHandler(before: false));

        gateway.OnlyRequest();
        AssertNoResponse(outcome);
    }

    [Fact]
    public async Task SendAsync_UsersHandlerThrowsItsOwnBeforeSending_SentNothing()
    {
        await using var gateway = RawGateway.Start(Answers.Accepted);

        var outcome = await FailAsync(
            options => options.BaseAddress = gateway.Address, new OwnExceptionHandler(before: true));

        Assert.Empty(gateway.Requests);
        AssertSentNothing(outcome);
    }

    internal static void AssertNoResponse(VoiceCallOutcome outcome)
    {
        Assert.Equal(VoiceCallFailure.NoResponse, outcome.Failure);
        Assert.True(outcome.MayHaveBeenPlaced);
        Assert.Contains("may ring", outcome.Message, StringComparison.Ordinal);
    }

    private static void AssertSentNothing(VoiceCallOutcome outcome)
    {
        Assert.Equal(VoiceCallFailure.Unreachable, outcome.Failure);
        Assert.False(outcome.MayHaveBeenPlaced);
        Assert.Contains("Ytx:BaseAddress", outcome.Message, StringComparison.Ordinal);
    }

    private static async Task<VoiceCallOutcome> FailAsync(
        Action<YtxVoiceOptions> change, DelegatingHandler? handler = null)
    {
        var collection = new ServiceCollection().AddYtxVoiceCodeSender(options =>
        {
            Sample.Fill(options);
            change(options);
        });
        if (handler is not null)
        {
            collection.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => handler));
        }

        await using var services = collection.BuildServiceProvider();
        return await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken).FailureAsync();
    }

    /// <summary>What a resilience library does with a failure.</summary>
    private sealed class SendAgainHandler(int times) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var left = times; left > 0; left--)
            {
                try
                {
                    var response = await base.SendAsync(request, cancellationToken);
                    if (response.IsSuccessStatusCode)
                    {
                        return response;
                    }
                }
                catch (HttpRequestException)
                {
                    // And again.
                }
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>A circuit breaker or time limit with an exception type of its own.</summary>
    private sealed class OwnExceptionHandler(bool before) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!before)
            {
                await base.SendAsync(request, cancellationToken);
            }

            throw new NotSupportedException("A circuit is open.");
        }
    }
}

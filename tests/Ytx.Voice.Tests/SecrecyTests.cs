using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests;

/// <summary>
/// Calls with secrets that occur nowhere else, and everything that a process can be made to tell about them. The
/// platform's own redaction is switched off for this process: see the project file.
/// </summary>
[Collection(nameof(Alone))]
public sealed class SecrecyTests
{
    private const string Account = "canaryAccount1";
    private const string Token = "canaryToken2";
    private const string Code = "canaryCode3";
    private const string Number = "13911287777";

    public static TheoryData<string> Ends =>
    [
        "accepted", "refused", "unknown", "http", "redirect", "garbage", "echo", "oversize", "cut", "half", "unreachable", "hangup",
        "cancelled", "foreign handler",
    ];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task SendAsync_HoweverItEnds_TellsNobodyItsSecrets(string end)
    {
        Assert.True(AppContext.TryGetSwitch("System.Net.Http.DisableUriRedaction", out var shown) && shown);
        using var logs = new CapturedLogs();
        var told = new ConcurrentQueue<string>();
        using var activities = Listen(told);
        using var metrics = Measure(told);
        using var source = new ActivitySource(nameof(SecrecyTests));
        using var cancellation = new CancellationTokenSource();
        await using var gateway = end is "hangup" ? RawGateway.StartHangingUp() : RawGateway.Start(AnswerFor(end, cancellation));
        var collection = new ServiceCollection();
        logs.AddTo(collection);
        collection
            .AddSingleton<TimeProvider>(new FakeTimeProvider(Sample.Now))
            .AddYtxVoiceCodeSender(options =>
            {
                Sample.Fill(options);
                options.AccountSid = Account;
                options.AuthToken = Token;
                options.BaseAddress = end is "unreachable" ? new Uri("http://127.0.0.1:1") : gateway.Address;
            });
        if (end is "foreign handler")
        {
            collection.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new FailingHandler()));
        }

        await using var services = collection.BuildServiceProvider();
        var call = new VoiceCodeCall(PhoneNumber.Parse(Number), Code);

        object? outcome;
        using (var activity = source.StartActivity("page"))
        {
            Assert.NotNull(activity);
            try
            {
                outcome = await services.Sender().SendAsync(call, cancellation.Token);
            }
            catch (OperationCanceledException exception)
            {
                outcome = exception;
            }
        }

        Assert.Equal(end is "accepted", outcome is VoiceCallOutcome { IsAccepted: true });
        Assert.True(end is "cancelled" || logs.Lines.Count > 0);
        Assert.NotEmpty(told);
        string[] everything = [.. logs.Lines, .. told, $"{outcome}", Data(outcome), $"{call}", $"{call.To}"];
        Assert.All(everything, AssertNoSecret);
        if (end is not ("unreachable" or "hangup" or "foreign handler"))
        {
            // The gateway did get them: what is not to be found above has been there to be found.
            Assert.Contains(Code, gateway.OnlyRequest(), StringComparison.Ordinal);
            Assert.Contains(Sign, gateway.OnlyRequest(), StringComparison.Ordinal);
            Assert.Contains(Authorization, gateway.OnlyRequest(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ToString_PublicTypes_TellNoSecret()
    {
        var options = new YtxVoiceOptions();
        Sample.Fill(options);
        options.AccountSid = Account;
        options.AuthToken = Token;
        var call = new VoiceCodeCall(PhoneNumber.Parse(Number), Code);

        Assert.All(
            [$"{options}", $"{call}", $"{call.To}", $"{VoiceCallOutcome.Accepted(Code)}", $"{new OneTimeContent(Encoding.ASCII.GetBytes(Code))}"],
            AssertNoSecret);
    }

    [Fact]
    public void AssertNoSecret_Secrets_AreFound()
    {
        Assert.All(
            [Token, "x" + Code, $"Sign={Sign}", Sign.ToUpperInvariant(), Authorization, "+86" + Number, "139 1128 7777", "1128-7777"],
            secret => Assert.ThrowsAny<Exception>(() => AssertNoSecret(secret)));
        AssertNoSecret("Voice call to 139****7777");
    }

    private static string Sign => Sample.Sign(Account, Token, "20140416142030");

    private static string Authorization =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(Account + "|20140416142030"));

    private static void AssertNoSecret(string text)
    {
        foreach (var secret in new[] { Token, Code, Sign, Authorization })
        {
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }

        // Any form of the number has its middle and its end in it, whatever stands between the digits.
        var digits = string.Concat(text.Where(c => char.IsAsciiDigit(c) || c is '*'));
        Assert.DoesNotContain("11287777", digits, StringComparison.Ordinal);
    }

    private static string Data(object? outcome) => outcome switch
    {
        VoiceCallOutcome told => $"{told.Message} {told.StatusCode}",
        Exception exception => string.Join(',', exception.Data.Keys.Cast<object>().Select(key => $"{key}={exception.Data[key]}")),
        _ => "",
    };

    private static Answer AnswerFor(string end, CancellationTokenSource cancellation) => end switch
    {
        "accepted" => Answers.Accepted,
        "refused" => Answers.Refusal("-205"),
        "unknown" => Answers.Refusal("-777"),
        "http" => Answers.Http(503, Code),
        "redirect" => Answers.Http(307, "", $"Location: http://127.0.0.1:1/{Code}?Sign={Sign}"),
        "garbage" => Answers.Json($"<html>{Code} {Number} {Sign}</html>"),
        "echo" => Answers.Json($$"""{"statusCode":"-1","statusMsg":"{{Number}} {{Code}}","requestId":"{{Code}}"}"""),
        "oversize" => Answers.Json(new string('1', 100_000)),
        "cut" => Answers.HangUp,
        "half" => Answers.Half(Answers.HangUp),
        "cancelled" => async (_, stop) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop);
            return false;
        }
        ,
        _ => Answers.Accepted,
    };

    private static ActivityListener Listen(ConcurrentQueue<string> told)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => told.Enqueue(string.Join(
                ' ',
                [
                    activity.OperationName, activity.DisplayName, activity.StatusDescription,
                    .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                    .. activity.Baggage.Select(tag => $"{tag.Key}={tag.Value}"),
                    .. activity.Events.SelectMany(e => e.Tags).Select(tag => $"{tag.Key}={tag.Value}"),
                ])),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Measure(ConcurrentQueue<string> told)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument),
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Tell(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Tell(instrument, tags));
        listener.Start();
        return listener;

        void Tell(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            told.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
    }

    /// <summary>A handler of the application's own that fails and quotes the request.</summary>
    private sealed class FailingHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new NotSupportedException($"Cannot send {request}");
    }
}

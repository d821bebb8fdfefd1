using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ytx.Voice;

namespace Ytx.Benchmarks;

/// <summary>
/// P5: one gateway call with limits, breakers, metrics and a trace, all listened to, beside a bare IHttpClientFactory POST of
/// the same bytes with the same settings: no loggers, redirects, cookies, proxy or trace header, which ours turns off.
/// </summary>
internal static class GatewayCall
{
    private const string Rival = "bare";
    private const string Account = "abcdefghijklmnopqrstuvwxyz012345";

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        using var gateway = await ServerProcess.StartAsync(LoopbackGateway.Command);
        using var metrics = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name is "Ytx.Voice")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        metrics.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        metrics.Start();
        using var traces = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Ytx.Voice",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(traces);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddYtxVoiceCodeSender(options =>
            {
                options.BaseAddress = gateway.Addresses[0];
                options.AccountSid = Account;
                options.AuthToken = "0123456789abcdef0123456789abcdef";
                options.AppId = "app";
                options.DisplayNumber = "01085485069";
            })
            .AddHttpClient(Rival)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider =>
                YtxVoiceExtensions.CreateHandler(provider.GetRequiredService<IOptions<YtxVoiceOptions>>().Value))
            .Services
            .BuildServiceProvider();
        var factory = services.GetRequiredService<IHttpClientFactory>();
        var body = """{"action":"templateNoticeCall","appid":"app","dst":"13911281234","dstclid":"01085485069","code":"123456","time":"2"}"""u8.ToArray();
        var address = new Uri(
            gateway.Addresses[0], $"201512/sid/{Account}/call/NoticeCall.wx?Sign=698cd6f76db3cae8e9875c1f8f298b2c").AbsoluteUri;
        var call = new VoiceCodeCall(PhoneNumber.Parse("13911281234"), "123456");

        var (rival, ours, ratio) = await Load.CompareAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address);
                request.Headers.TryAddWithoutValidation("Accept", "application/json");
                request.Headers.TryAddWithoutValidation(
                    "Authorization", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDV8MjAxNDA0MTYxNDIwMzA=");
                using var content = new ByteArrayContent(body);
                content.Headers.TryAddWithoutValidation("Content-Type", "application/json;charset=utf-8");
                request.Content = content;
                using var response = await factory.CreateClient(Rival).SendAsync(request);
                await response.Content.ReadAsByteArrayAsync();
            },
            () => services.GetRequiredService<IVoiceCodeSender>().SendAsync(call));
        return
        [
            new("P5", "gateway call, 64 callers", Describe(rival), Describe(ours),
                ratio, "x", 0.95, AtMost: false),
            new("P5", "gateway call, bytes more", Describe(rival), Describe(ours),
                ours.BytesPerOperation - rival.BytesPerOperation, " B", 1024, AtMost: true),
        ];
    }

    private static string Describe(Load.Result result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.PerSecond:0}/s, {result.BytesPerOperation:0} B");
}

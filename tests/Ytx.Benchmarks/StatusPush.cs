using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Benchmarks;

/// <summary>
/// P9: status pushes of one record each, 64 callers, beside a bare minimal-API endpoint that parses the same JSON and drops
/// it. Ours compares the secret, answers, and applies each record to a call that it ends: every one is the first of its call.
/// </summary>
internal static partial class StatusPush
{
    public const string Command = "serve-pushes";

    private const string Secret = "a-secret-of-this-benchmark-0123456789";
    private const string Record = """
        {"cdr":[{"requestid":"2016010000000205","appid":"app","fid":"4","tel":"13911281234","stime":"20260301200003","etime":"20260301200018","duration":"15","oriamount":"0.12","stateDesc":"应答|正常"}]}
        """;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        using var servers = await ServerProcess.StartAsync(Command);
        using var bare = new Caller(servers.Addresses[0], "/push");
        using var status = new Caller(servers.Addresses[1], "/ytx/call-status/" + Secret);
        var (rival, ours, ratio) = await Load.CompareAsync(bare.PushAsync, status.PushAsync);
        var counts = (await servers.StopAsync()).Split(' ').Select(count => long.Parse(count, CultureInfo.InvariantCulture)).ToArray();
        var (applied, others) = (counts[0], counts[1]);
        return
        [
            new("P9", "status push, 64 callers", Describe(rival), Describe(ours), ratio, "x", 0.8, AtMost: false),
            new("P9", "pushes that were applied", $"{status.Count} pushed", $"{applied} applied, {others} not",
                (double)applied / status.Count, "x", 1, AtMost: false),
        ];
    }

    /// <summary>Both servers, in one process.</summary>
    public static async Task<int> ServeAsync()
    {
        var (applied, others) = (0L, 0L);
        using var metrics = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name is "ytx.identity.call.reports")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            Interlocked.Add(ref tags[0].Value is "applied" ? ref applied : ref others, count));
        metrics.Start();
        await using var bare = Build(static builder => builder.Services.ConfigureHttpJsonOptions(static options =>
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default)));
        bare.MapPost("/push", static (Pushed pushed) => pushed.Cdr is { Length: > 0 } ? Results.Ok() : Results.BadRequest());
        await using var ours = Build(static builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Ytx:CallStatus:Secret", Secret)]);
            builder.Services.AddSingleton<IVoiceCallStore, OneCall>();
            builder.Services.AddSingleton<IVoiceCodeSender, NoSender>();
            builder.Services.AddSingleton<IUserStore<BenchmarkUser>, BenchmarkUserStore>();
            builder.Services.AddIdentityCore<BenchmarkUser>().AddYtxVoiceTokenProvider().AddYtxCallStatus();
        });
        ours.MapYtxCallStatus();
        await Task.WhenAll(bare.StartAsync(), ours.StartAsync());
        await ServerProcess.ServeAsync(new Uri(bare.Urls.Single()), new Uri(ours.Urls.Single()));
        // The last reports may still wait.
        await Task.Delay(TimeSpan.FromSeconds(1));
        Console.Write($"{Interlocked.Read(ref applied)} {Interlocked.Read(ref others)}");
        return 0;
    }

    private static WebApplication Build(Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure(builder);
        return builder.Build();
    }

    private static string Describe(Load.Result result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.PerSecond:0}/s");

    private sealed record Pushed(PushedRecord[]? Cdr);

    private sealed record PushedRecord(
        string? Requestid, string? Appid, string? Fid, string? Tel, string? Stime, string? Etime, string? Duration, string? Oriamount,
        string? StateDesc);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Pushed))]
    private sealed partial class Json : JsonSerializerContext;

    /// <summary>Pushes the record over whichever of its connections is free.</summary>
    private sealed class Caller(Uri address, string path) : IDisposable
    {
        private readonly ConcurrentBag<HttpConnection> _free = [];
        private readonly byte[] _request = Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(Record)}\r\n\r\n{Record}");

        private long _count;

        public long Count => _count;

        public async Task PushAsync()
        {
            if (!_free.TryTake(out var connection))
            {
                connection = new HttpConnection(address);
                await connection.ConnectAsync();
            }

            var status = await connection.SendAsync(_request);
            if (status is not 200)
            {
                throw new InvalidOperationException($"The push was answered {status}.");
            }

            Interlocked.Increment(ref _count);
            _free.Add(connection);
        }

        public void Dispose()
        {
            foreach (var connection in _free)
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>A call that has just been accepted, whenever it is asked for.</summary>
    private sealed class OneCall : IVoiceCallStore
    {
        private static readonly TrackedCall Call = new()
        {
            CallId = "0123456789012345678901",
            User = new("", "user"),
            Purpose = VoiceCodePurpose.LogIn,
            Number = "+8613911281234",
            RequestId = "2016010000000205",
            Application = "app",
            State = VoiceCallState.Accepted,
            PlacedAt = DateTimeOffset.UtcNow,
            ExpiresAt = DateTimeOffset.MaxValue,
        };

        public ValueTask<TrackedCall?> FindByRequestIdAsync(string requestId, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<TrackedCall?>(Call);

        public ValueTask<bool> TryChangeAsync(
            TrackedCall known, TrackedCall changed, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(changed.State is VoiceCallState.Answered);

        public ValueTask<bool> TryAddAsync(TrackedCall call, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask<TrackedCall?> FindAsync(string callId, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask<TrackedCall?> FindLastAsync(
            UserKey user, string purpose, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask<IAsyncDisposable> WatchAsync(
            string callId, Action changed, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}

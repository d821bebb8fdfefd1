using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity;
using Ytx.Voice;

namespace Ytx.Benchmarks;

/// <summary>
/// Five hundred pages that listen and two thousand pushes a second for a minute, over sockets: whether every stream ends, tells
/// its own call's way and no other's, and whether memory stays flat. In process, and on a Redis with pushes at one host and
/// pages at another.
/// </summary>
internal static class EventStreams
{
    private const int Pages = 500;
    private const int Pushers = 8;
    private const int PushesPerSecond = 2_000;
    private const string Secret = "a-secret-of-this-benchmark-0123456789";

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly (string Description, string State)[] Ends =
    [
        ("应答|正常", "answered"), ("用户正忙", "busy"), ("用户拒接", "rejected"), ("无应答", "noAnswer"), ("关机", "switchedOff"),
        ("空号", "noSuchNumber"), ("无法拨通", "unreachable"), ("暂停服务", "suspended"),
    ];

    public static async Task<int> RunAsync()
    {
        Console.WriteLine("In process:");
        await using var alone = await SiteAsync(redis: null);
        var holds = await RunAsync(alone, alone);

        Console.WriteLine("On Redis, two hosts:");
        await using var redis = await BenchmarkRedis.StartAsync();
        await using var pages = await SiteAsync(redis.ConnectionString);
        await using var pushes = await SiteAsync(redis.ConnectionString);
        return await RunAsync(pages, pushes) & holds ? 0 : 1;
    }

    private static async Task<bool> RunAsync(WebApplication pagesAt, WebApplication pushesTo)
    {
        var people = Enumerable.Range(0, Pages).Select(number => new Person(number, pagesAt)).ToArray();
        await Task.WhenAll(people.Select(person => person.SignInAsync()));
        using var stop = new CancellationTokenSource();
        var listening = people.Select(person => person.ListenAsync(people, stop.Token)).ToArray();

        var clock = Stopwatch.StartNew();
        var pushed = 0;
        var pushing = Enumerable.Range(0, Pushers).Select(_ => Task.Run(async () =>
        {
            using var connection = new HttpConnection(new Uri(pushesTo.Urls.Single()));
            await connection.ConnectAsync();
            while (clock.Elapsed < Length)
            {
                if (Volatile.Read(ref pushed) >= clock.Elapsed.TotalSeconds * PushesPerSecond)
                {
                    await Task.Delay(1);
                    continue;
                }

                await PushAsync(connection, people[Random.Shared.Next(Pages)].Push());
                Interlocked.Increment(ref pushed);
            }
        })).ToArray();

        var memory = new List<double>();
        while (clock.Elapsed < Length)
        {
            await Task.Delay(TimeSpan.FromSeconds(10));
            memory.Add(GC.GetTotalMemory(forceFullCollection: true) / 1e6);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.Elapsed.TotalSeconds,6:0} s  {pushed,7} pushes  {people.Sum(person => person.Ended),6} streams ended  {memory[^1]:0.0} MB"));
        }

        await Task.WhenAll(pushing);
        await stop.CancelAsync();
        var ended = await EndAllAsync(pushesTo, people, Task.WhenAll(listening));
        Array.ForEach(people, person => person.Dispose());
        var perSecond = pushed / Length.TotalSeconds;
        return Say("pushes a second", $"{perSecond:0}", perSecond >= PushesPerSecond * 0.98)
            & Say("streams that ended", $"{people.Sum(person => person.Ended)} of {people.Sum(person => person.Opened)}", ended
                && people.All(person => person.Ended == person.Opened))
            & Say("streams that told of another call, or wrongly", $"{people.Sum(person => person.Wrong)}", people.All(person => person.Wrong is 0))
            & Say("strangers who saw a call", $"{people.Sum(person => person.Seen)} of {people.Sum(person => person.Peeked)}",
                people.All(person => person.Seen is 0) && people.Sum(person => person.Peeked) > Pages)
            & Say("memory after 10 s, at the end", string.Create(CultureInfo.InvariantCulture, $"{memory[0]:0.0} MB, {memory[^1]:0.0} MB"),
                memory[^1] <= memory[0] * 1.2);
    }

    // Every call that is left is said to have ended, until no page listens any more.
    private static async Task<bool> EndAllAsync(WebApplication pushesTo, Person[] people, Task listening)
    {
        using var connection = new HttpConnection(new Uri(pushesTo.Urls.Single()));
        await connection.ConnectAsync();
        var clock = Stopwatch.StartNew();
        while (!listening.IsCompleted && clock.Elapsed < Patience)
        {
            foreach (var person in people)
            {
                await PushAsync(connection, person.End());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        if (listening.IsFaulted)
        {
            await listening;
        }

        return listening.IsCompletedSuccessfully;
    }

    private static async Task PushAsync(HttpConnection connection, string body)
    {
        var status = await connection.SendAsync(Encoding.UTF8.GetBytes(
            $"POST /ytx/call-status/{Secret} HTTP/1.1\r\nHost: x\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        if (status is not 200)
        {
            throw new InvalidOperationException($"A push was answered {status}.");
        }
    }

    private static async Task<WebApplication> SiteAsync(string? redis)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
        [
            new("Ytx:CallStatus:Secret", Secret), new("Ytx:CallStatus:MaxStreamsPerUser", "1"),
            new("Ytx:Store:Key", Convert.ToBase64String(new byte[32])),
        ]);
        builder.Services.AddSingleton<IVoiceCodeSender, NoSender>();
        builder.Services.AddSingleton<IUserStore<BenchmarkUser>, BenchmarkUserStore>();
        builder.Services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        var identity = builder.Services.AddIdentityCore<BenchmarkUser>().AddSignInManager().AddYtxVoiceTokenProvider().AddYtxCallStatus();
        if (redis is not null)
        {
            identity.AddRedisVoiceCodeStore(redis);
        }

        var site = builder.Build();
        site.UseAuthentication();
        site.MapYtxCallStatus();
        site.MapYtxCalls<BenchmarkUser>();
        site.MapPost("/in/{id}", (HttpContext context, string id) => context.SignInAsync(
            IdentityConstants.ApplicationScheme,
            new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id)], "benchmark"))));
        await site.StartAsync();
        return site;
    }

    private static bool Say(string what, string figure, bool holds)
    {
        Console.WriteLine($"{(holds ? "holds" : "FAILS"),-6} {what}: {figure}");
        return holds;
    }

    /// <summary>Somebody who is called again and again, and whose page listens.</summary>
    private sealed class Person(int index, WebApplication site) : IDisposable
    {
        private readonly string _id = string.Create(CultureInfo.InvariantCulture, $"user-{index}");
        private readonly string _number = string.Create(CultureInfo.InvariantCulture, $"1391128{index:0000}");
        private readonly HttpClient _browser = new(new SocketsHttpHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(site.Urls.Single()),
        };

        private Call? _call;

        public int Opened { get; private set; }

        public int Ended { get; private set; }

        public int Wrong { get; private set; }

        public int Peeked { get; private set; }

        public int Seen { get; private set; }

        public async Task SignInAsync()
        {
            using var answer = await _browser.PostAsync(new Uri("in/" + _id, UriKind.Relative), content: null);
            answer.EnsureSuccessStatusCode();
        }

        /// <summary>Mostly that it rings, at times what is forged, and now and then how it ended.</summary>
        public string Push()
        {
            var call = Volatile.Read(ref _call);
            return (call, Random.Shared.Next(100)) switch
            {
                (null, _) or (_, < 20) => Record("nobody", _number, Random.Shared.Next(Ends.Length)),
                ({ } own, < 40) => Record(own.RequestId, "13900000000", own.End + 1),
                ({ } own, < 99) => $$"""{"requestid":"{{own.RequestId}}","dsc":"{{_number}}","state":"alerting"}""",
                ({ } own, _) => Record(own.RequestId, _number, own.End),
            };
        }

        public string End() => Volatile.Read(ref _call) is { } call ? Record(call.RequestId, _number, call.End) : "{}";

        public async Task ListenAsync(Person[] others, CancellationToken stop)
        {
            var calls = site.Services.GetRequiredService<VoiceCalls>();
            while (!stop.IsCancellationRequested)
            {
                var requestId = Guid.NewGuid().ToString("N");
                var callId = await calls.FollowAsync(
                    VoiceCodeManager<BenchmarkUser>.KeyOf(_id), VoiceCodePurpose.LogIn, "+86" + _number, VoiceCallOutcome.Accepted(requestId),
                    DateTimeOffset.UtcNow + TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1));
                var call = new Call(callId ?? throw new InvalidOperationException("A call is not followed."), requestId, Random.Shared.Next(Ends.Length));
                Volatile.Write(ref _call, call);
                Opened++;
                await FollowAsync(call);
                Ended++;
                await PeekAsync(others[Random.Shared.Next(others.Length)]);
            }
        }

        private async Task FollowAsync(Call call)
        {
            using var answer = await OpenAsync(call.CallId);
            string[] way = ["accepted", "ringing", Ends[call.End].State];
            var at = 0;
            await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
            {
                var state = JsonDocument.Parse(item.Data).RootElement.GetProperty("state").GetString();
                var next = Array.IndexOf(way, state, at);
                Wrong += next < 0 ? 1 : 0;
                at = Math.Max(at, next);
            }

            Wrong += at < way.Length - 1 ? 1 : 0;
        }

        // The place of the stream before is given back after its end.
        private async Task<HttpResponseMessage> OpenAsync(string callId)
        {
            for (var i = 0; i < 100; i++)
            {
                var answer = await _browser.GetAsync(
                    new Uri($"ytx/calls/{callId}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
                if (answer.StatusCode is HttpStatusCode.OK)
                {
                    return answer;
                }

                answer.Dispose();
                await Task.Delay(20);
            }

            throw new InvalidOperationException("A stream cannot be opened.");
        }

        private async Task PeekAsync(Person other)
        {
            if (other == this || Volatile.Read(ref other._call) is not { } call)
            {
                return;
            }

            Peeked++;
            using var answer = await _browser.GetAsync(new Uri("ytx/calls/" + call.CallId, UriKind.Relative));
            Seen += answer.StatusCode is HttpStatusCode.NotFound ? 0 : 1;
        }

        private static string Record(string requestId, string number, int end) =>
            $$"""{"cdr":[{"requestid":"{{requestId}}","tel":"{{number}}","duration":"9","oriamount":"0.12","stateDesc":"{{Ends[end % Ends.Length].Description}}"}]}""";

        public void Dispose() => _browser.Dispose();

        private sealed record Call(string CallId, string RequestId, int End);
    }
}

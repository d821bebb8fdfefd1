using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.NetworkInformation;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Voice;
using Ytx.Voice.Simulator;

namespace Ytx.Benchmarks;

/// <summary>
/// Ten thousand calls at 64 callers against a simulator that answers after 0 to 2 seconds at random and fails one in
/// twenty: whether sockets or memory leak, and whether the metrics account for every call. Takes four minutes.
/// </summary>
internal static class GatewayLoad
{
    private const int Calls = 10_000;
    private const int Callers = 64;
    private const int MaxQueued = 900;
    private const int Seed = 20_261_124;

    private static readonly Func<SimulatorFault>[] Failures =
    [
        () => SimulatorFault.Refuse("-100"), () => SimulatorFault.Http(503), SimulatorFault.CutBefore, SimulatorFault.CutAfter,
        SimulatorFault.Garbage,
    ];

    public static async Task<int> RunAsync()
    {
        var options = new SimulatorOptions { Url = new Uri("http://127.0.0.1:0") };
        await using var simulator = await YtxSimulator.StartAsync(options);
        var counted = new ConcurrentDictionary<string, long>();
        using var metrics = Listen(counted);
        var failures = 0;
        var ends = new ConcurrentDictionary<string, int>();
        var (socketsBefore, socketsAfter) = (Sockets(simulator), 0);
        var memory = new List<(int Call, double Megabytes, int Sockets)>();
        await using (var services = Services(simulator, options))
        {
            var sender = services.GetRequiredService<IVoiceCodeSender>();
            var call = new VoiceCodeCall(PhoneNumber.Parse("13911281234"), "123456");
            var random = new Random(Seed);
            var (next, started) = (0, 0);
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref started) is var number && number <= Calls)
                {
                    lock (random)
                    {
                        // Each request plays the next fault, so those that wait are never fewer than those under way.
                        for (; next < Calls && next < number + MaxQueued; next++)
                        {
                            var fails = random.Next(20) is 0;
                            failures += fails ? 1 : 0;
                            simulator.QueueFault(fails
                                ? Failures[random.Next(Failures.Length)]()
                                : SimulatorFault.Delay(TimeSpan.FromMilliseconds(random.Next(2000))));
                        }
                    }

                    ends.AddOrUpdate(await SendAsync(sender, call), 1, static (_, count) => count + 1);
                    if (number % (Calls / 10) is 0)
                    {
                        lock (memory)
                        {
                            memory.Add((number, GC.GetTotalMemory(forceFullCollection: true) / 1e6, Sockets(simulator)));
                            Console.WriteLine(string.Create(
                                CultureInfo.InvariantCulture,
                                $"{clock.Elapsed.TotalSeconds,6:0.0} s  {number,6} calls  {memory[^1].Megabytes:0.0} MB  {memory[^1].Sockets} sockets"));
                        }
                    }
                }
            })));
            Console.WriteLine("        waiting until the idle connections are closed, which is after a minute");
            socketsAfter = await SocketsWhenClosedAsync(simulator);
        }

        var total = counted.Where(pair => pair.Key.StartsWith("ytx.voice.calls ", StringComparison.Ordinal)).Sum(pair => pair.Value);
        var (first, last) = (memory[0].Megabytes, memory[^1].Megabytes);
        foreach (var (name, count) in counted.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {name}: {count}");
        }

        return Say("calls that ended in the caller's hands", $"{ends.Values.Sum()} of {Calls}", ends.Values.Sum() is Calls)
            & Say("calls in the metrics", $"{total} of {Calls}", total is Calls)
            & Say("accepted in both", $"{ends.GetValueOrDefault("accepted")}, {counted.GetValueOrDefault("ytx.voice.calls accepted")}",
                ends.GetValueOrDefault("accepted") == counted.GetValueOrDefault("ytx.voice.calls accepted"))
            & Say("failures played, and not accepted", $"{failures}, {Calls - ends.GetValueOrDefault("accepted")}",
                failures == Calls - ends.GetValueOrDefault("accepted"))
            & Say("calls still under way by the metrics", $"{counted["ytx.voice.active_calls"]}",
                counted["ytx.voice.active_calls"] is 0)
            & Say("sockets before, after", $"{socketsBefore}, {socketsAfter}", socketsAfter <= socketsBefore)
            & Say("memory after a tenth, at the end", string.Create(CultureInfo.InvariantCulture, $"{first:0.0} MB, {last:0.0} MB"), last <= first * 1.2)
            ? 0 : 1;
    }

    private static async Task<string> SendAsync(IVoiceCodeSender sender, VoiceCodeCall call) =>
        (await sender.SendAsync(call)).Failure?.ToString() ?? "accepted";

    private static ServiceProvider Services(YtxSimulator simulator, SimulatorOptions account) => new ServiceCollection()
        .AddLogging()
        .AddYtxVoiceCodeSender(options =>
        {
            options.BaseAddress = simulator.Address;
            options.AccountSid = account.AccountSid;
            options.AuthToken = account.AuthToken;
            options.AppId = account.AppId;
            options.DisplayNumber = "01085485069";
        })
        .BuildServiceProvider();

    private static MeterListener Listen(ConcurrentDictionary<string, long> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name is "Ytx.Voice")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = instrument.Name;
            foreach (var tag in tags)
            {
                name += tag.Key is "ytx.voice.outcome" ? $" {tag.Value}" : "";
            }

            counted.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();
        return listener;
    }

    // The client's ends of connections to the simulator, whatever state they are in but closed for good.
    private static int Sockets(YtxSimulator simulator) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == simulator.Address.Port
            && connection.State is TcpState.Established or TcpState.CloseWait or TcpState.SynSent);

    private static async Task<int> SocketsWhenClosedAsync(YtxSimulator simulator)
    {
        // The handler is the client's own and keeps idle connections for a minute: .NET's default, looked at every quarter of it.
        var clock = Stopwatch.StartNew();
        while (Sockets(simulator) > 0 && clock.Elapsed < TimeSpan.FromMinutes(2))
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        return Sockets(simulator);
    }

    private static bool Say(string what, string figure, bool holds)
    {
        Console.WriteLine($"{(holds ? "holds" : "FAILS"),-6} {what}: {figure}");
        return holds;
    }
}

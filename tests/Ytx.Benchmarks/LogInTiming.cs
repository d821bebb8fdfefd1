using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Ytx.Benchmarks;

/// <summary>
/// E1: what the clock tells a stranger about an account. The demo runs in a process of its own; a log-in with an unknown
/// e-mail address and one with a wrong password take turns, 200 times each.
/// </summary>
internal static partial class LogInTiming
{
    private const int Rounds = 200;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ytx-benchmark");
        using var demo = StartDemo(folder.FullName);
        try
        {
            var address = new Uri(await ReadAsync(demo, Address()));
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
            {
                BaseAddress = address,
            };
            // What it says from now on is read and thrown away, so that it never waits for a full pipe.
            _ = demo.StandardOutput.ReadToEndAsync(CancellationToken.None);

            for (var i = 0; i < Rounds; i++)
            {
                await PostAsync(client, "/Register", Known(i), "");
                // The newest e-mail comes first.
                var mail = Link().Match(await client.GetStringAsync(new Uri("/Mailbox", UriKind.Relative)));
                await PostAsync(client, WebUtility.HtmlDecode(mail.Groups[1].Value), "", "a-password-of-a-benchmark");
            }

            var (unknown, known) = (new List<double>(), new List<double>());
            for (var i = 0; i < Rounds; i++)
            {
                unknown.Add(await PostAsync(client, "/SignIn", $"nobody-{i}@example.com", "a-wrong-password"));
                known.Add(await PostAsync(client, "/SignIn", Known(i), "a-wrong-password"));
            }

            var (one, other) = (Median(unknown), Median(known));
            return
            [
                new("E1", "log-in: does time tell an account", Milliseconds(other), Milliseconds(one),
                    Math.Max(one, other) / Math.Min(one, other), "x", 1.1, AtMost: true),
            ];
        }
        finally
        {
            demo.Kill(entireProcessTree: true);
            await demo.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static Process StartDemo(string folder)
    {
        var name = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var demo = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "WebAppDemo", name, "WebAppDemo.dll"));
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = folder };
        start.ArgumentList.Add(demo);
        start.ArgumentList.Add("--environment=Development");
        start.ArgumentList.Add("--Logging:LogLevel:Default=Warning");
        start.ArgumentList.Add("--urls=http://127.0.0.1:0");
        start.ArgumentList.Add("--Simulator:Url=http://127.0.0.1:0");
        start.ArgumentList.Add($"--ConnectionStrings:Default=Data Source={Path.Combine(folder, "demo.db")}");
        return Process.Start(start)!;
    }

    private static async Task<string> ReadAsync(Process demo, Regex wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await demo.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (wanted.Match(line) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }
        }

        throw new InvalidOperationException("The demo stopped. Build the solution in Release first.");
    }

    private static async Task<double> PostAsync(HttpClient client, string path, string email, string password)
    {
        var token = Token().Match(await client.GetStringAsync(new Uri(path, UriKind.RelativeOrAbsolute))).Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Input.Email"] = email,
            ["Input.Password"] = password,
            ["Input.ConfirmPassword"] = password,
            ["__RequestVerificationToken"] = WebUtility.HtmlDecode(token),
        });
        var clock = Stopwatch.GetTimestamp();
        using var response = await client.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), form);
        await response.Content.ReadAsByteArrayAsync();
        var elapsed = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        return response.StatusCode < HttpStatusCode.BadRequest
            ? elapsed : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}.");
    }

    private static string Known(int i) => string.Create(CultureInfo.InvariantCulture, $"somebody-{i}@example.com");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} ms");

    [GeneratedRegex(@"Web app:\s+(http\S+)")]
    private static partial Regex Address();

    [GeneratedRegex("href=\"(http[^\"]+/Register/Password[^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

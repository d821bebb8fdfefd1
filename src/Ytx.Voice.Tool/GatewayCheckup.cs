using System.Globalization;
using Ytx.Identity;

namespace Ytx.Voice.Tool;

/// <summary>
/// Asks the rules of the start about settings that are valid, and looks at each gateway without placing a call: one GET of its
/// base address, which is no operation of it, and where a floor is set the balance.
/// </summary>
internal sealed class GatewayCheckup(GatewaySettings settings, string environment, TimeProvider clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TimestampLifetime = TimeSpan.FromHours(24);

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken)
    {
        var checks = new List<Check>();
        foreach (var account in settings.Accounts)
        {
            var (answer, isSimulator) = await ReachAsync(account, cancellationToken).ConfigureAwait(false);
            checks.AddRange(YtxRules.Check(account, settings.Of(account), environment, isSimulator));
            checks.AddRange(answer.Select(check => check.For(account)));
            if (settings.Of(account).BalanceFloor is { } floor && !answer.Any(static check => check.Result is CheckResult.Fail))
            {
                checks.Add((await BalanceAsync(account, floor, cancellationToken).ConfigureAwait(false)).For(account));
            }
        }

        // Which store the application adds cannot be seen from here; a shared one needs the key, and no other does.
        var codes = CodeRules.Check(
            settings.Codes, isInMemory: settings.Codes.Store.Key is null, YtxVoiceCodeSender.IsRung, environment,
            settings.Configuration);
        return
        [
            .. checks,
            .. codes.Select(check => new Check(
                check.Name, check.Fix is null ? CheckResult.Ok : CheckResult.Warn, check.Finding, check.Fix)),
        ];
    }

    private async Task<(IReadOnlyList<Check> Checks, bool IsSimulator)> ReachAsync(
        string account, CancellationToken cancellationToken)
    {
        try
        {
            using var client = settings.CreateClient(account);
            using var response = await client
                .GetAsync(settings.Of(account).Address, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            return ([CheckAnswer(response), CheckClock(response.Headers.Date)], YtxRules.IsOfSimulator(response));
        }
        catch (HttpRequestException exception)
        {
            return ([Unreachable(exception.HttpRequestError)], false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var late = new Check("reach", CheckResult.Fail, "no answer in time",
                "Check the network and the firewall, or raise Ytx:ConnectTimeout and Ytx:Pipeline:Timeout.");
            return ([late], false);
        }
    }

    private async Task<Check> BalanceAsync(string account, decimal floor, CancellationToken cancellationToken)
    {
        const string Name = "balance";
        var result = await settings.Client.GetBalanceAsync(account, cancellationToken).ConfigureAwait(false);
        if (!result.IsFound)
        {
            return new(Name, CheckResult.Warn, "the gateway did not tell it",
                $"{result.Failure} If the account may not ask for its balance, remove Ytx:BalanceFloor.");
        }

        var finding = string.Create(CultureInfo.InvariantCulture, $"{result.Value:0.00} CNY, and the floor is {floor:0.00}");
        return result.Value < floor
            ? new(Name, CheckResult.Warn, finding, "Top the account up in the vendor's console, or lower Ytx:BalanceFloor.")
            : new(Name, CheckResult.Ok, finding);
    }

    // Whether there is a page at the base address does not matter; that somebody answers does.
    private static Check CheckAnswer(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var finding = $"answers HTTP {status}";
        return status switch
        {
            >= 300 and < 400 => new("reach", CheckResult.Warn, finding + ", a redirect",
                "Redirects are not followed. If the redirect leads to the gateway, set Ytx:BaseAddress to that address."),
            401 or 403 or 407 => new("reach", CheckResult.Warn, finding + ", access refused",
                "Check that this machine's address is on the application's list of allowed addresses, and any proxy."),
            >= 500 => new("reach", CheckResult.Warn, finding + ", failing",
                "The gateway, or a proxy before it, is failing. Try again later, then ask the vendor."),
            _ => new("reach", CheckResult.Ok, finding),
        };
    }

    private Check CheckClock(DateTimeOffset? theirs)
    {
        if (theirs is null)
        {
            return new("clock", CheckResult.Warn, "not compared: the answer has no Date",
                "Make sure that this machine's clock is kept by NTP.");
        }

        var off = (clock.GetUtcNow() - theirs.Value).Duration();
        var finding = string.Create(CultureInfo.InvariantCulture, $"this machine's clock differs from the gateway's by {off.TotalSeconds:0} s");
        const string Fix =
            "Set this machine's clock, best by NTP: a timestamp is valid for 24 hours, and -202 refuses others.";
        return off > TimestampLifetime ? new("clock", CheckResult.Fail, finding, Fix)
            : off > Tolerance ? new("clock", CheckResult.Warn, finding, Fix)
            : new("clock", CheckResult.Ok, finding);
    }

    private static Check Unreachable(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => new("reach", CheckResult.Fail, "the host's name is not known",
            "Check Ytx:BaseAddress, and this machine's DNS."),
        HttpRequestError.SecureConnectionError => new("reach", CheckResult.Fail, "no TLS connection",
            "Check that Ytx:BaseAddress really is https, and that its certificate is valid and trusted here."),
        HttpRequestError.ConnectionError => new("reach", CheckResult.Fail, "no connection",
            "Check Ytx:BaseAddress and its port, the network, the firewall, and Ytx:Proxy."),
        _ => new("reach", CheckResult.Fail, $"no HTTP answer ({error})", "Check that Ytx:BaseAddress is the gateway."),
    };
}

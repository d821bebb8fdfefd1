using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Simulator;

/// <summary>The annotations of <see cref="SimulatorOptions"/> and what they cannot say about the address.</summary>
internal static class SimulatorOptionsValidator
{
    /// <exception cref="OptionsValidationException">Its message names each wrong option and the fix.</exception>
    public static void ThrowIfInvalid(SimulatorOptions options)
    {
        var failures = Failures(options).ToList();
        if (failures.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(SimulatorOptions), failures);
        }
    }

    private static IEnumerable<string> Failures(SimulatorOptions options)
    {
        // The framework's message for an expression shows the expression, never the value: the token stays unseen.
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
        {
            yield return $"{nameof(SimulatorOptions)}: {result.ErrorMessage}";
        }

        if (options.Url is not null && AddressFailure(options) is { } failure)
        {
            yield return failure;
        }

        if (options.CallStatusUrl is { } callback && !IsCallback(callback))
        {
            // Without the value: its path may hold a secret.
            yield return $"{nameof(SimulatorOptions)}.{nameof(SimulatorOptions.CallStatusUrl)} must be an absolute http or "
                + "https address, for example http://localhost:5180/ytx/call-status/a-secret.";
        }
    }

    internal static bool IsCallback(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0;

    private static string? AddressFailure(SimulatorOptions options)
    {
        var url = options.Url;
        const string Name = $"{nameof(SimulatorOptions)}.{nameof(SimulatorOptions.Url)}";
        if (!url.IsAbsoluteUri || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/"
            || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return $"{Name} must be an http address without a path, for example http://localhost:5080.";
        }

        if (IsLocalhost(url))
        {
            return null;
        }

        if (!IPAddress.TryParse(url.IdnHost, out var address))
        {
            return $"{Name} must name localhost or an IP address, not another host name.";
        }

        return IPAddress.IsLoopback(address) || options.AllowNonLoopback
            ? null
            : $"{Name} is {url}, which other machines can reach, and the simulator shows every code. Use a loopback "
                + $"address (http://localhost:{url.Port}), or set {nameof(SimulatorOptions)}."
                + $"{nameof(SimulatorOptions.AllowNonLoopback)} to true if that is what you want.";
    }

    internal static bool IsLocalhost(Uri url) => url.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}

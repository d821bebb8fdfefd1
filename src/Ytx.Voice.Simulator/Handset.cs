using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Simulator;

/// <summary>Says whether <c>AddYtxHandset</c> has anything to do here, and reads its section.</summary>
internal sealed class Handset(IHostEnvironment? environment, IConfiguration? configuration) : IConfigureOptions<SimulatorOptions>
{
    public const string SectionName = "YtxHandset";

    /// <summary>Where a test has a phone of its own.</summary>
    public static readonly Handset Off = new(environment: null, configuration: null);

    private static readonly string[] GatewayKeys = ["Ytx:BaseAddress", "Ytx:Environment", "Ytx:AccountSid"];

    public bool IsOn => environment is not null && environment.IsDevelopment() && GatewayKey is null;

    /// <summary>The first key by which configuration names a gateway; null if none does.</summary>
    public string? GatewayKey => Array.Find(GatewayKeys, key => !string.IsNullOrEmpty(configuration?[key]));

    public void Configure(SimulatorOptions options) => configuration?.GetSection(SectionName).Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true);
}

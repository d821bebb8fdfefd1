using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Simulator;

/// <summary>Says whether <c>AddYtxHandset</c> has anything to do here, and reads its section.</summary>
internal sealed class Handset(IHostEnvironment environment, IConfiguration configuration) : IConfigureOptions<SimulatorOptions>
{
    public const string SectionName = "YtxHandset";

    private static readonly string[] GatewayKeys = ["Ytx:BaseAddress", "Ytx:Environment", "Ytx:AccountSid"];

    /// <summary>The first key by which configuration names a gateway; null if none does.</summary>
    public string? GatewayKey => Array.Find(GatewayKeys, key => !string.IsNullOrEmpty(configuration[key]));

    public bool IsOn => environment.IsDevelopment() && GatewayKey is null;

    public void Configure(SimulatorOptions options) => configuration.GetSection(SectionName).Bind(options);
}

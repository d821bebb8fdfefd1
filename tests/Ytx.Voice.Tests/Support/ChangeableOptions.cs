using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Ytx.Voice.Tests;

/// <summary>Changes settings while the application runs, as a reloaded configuration file does.</summary>
internal sealed class ChangeableOptions : IOptionsChangeTokenSource<YtxVoiceOptions>, IPostConfigureOptions<YtxVoiceOptions>
{
    private ConfigurationReloadToken _changed = new();
    private Action<YtxVoiceOptions> _change = static _ => { };

    public string? Name => Options.DefaultName;

    public static void AddTo(IServiceCollection services) => services
        .AddSingleton<ChangeableOptions>()
        .AddSingleton<IOptionsChangeTokenSource<YtxVoiceOptions>>(provider => provider.GetRequiredService<ChangeableOptions>())
        .AddSingleton<IPostConfigureOptions<YtxVoiceOptions>>(provider => provider.GetRequiredService<ChangeableOptions>());

    public void Change(Action<YtxVoiceOptions> change)
    {
        _change = change;
        Interlocked.Exchange(ref _changed, new ConfigurationReloadToken()).OnReload();
    }

    public IChangeToken GetChangeToken() => _changed;

    public void PostConfigure(string? name, YtxVoiceOptions options) => _change(options);
}

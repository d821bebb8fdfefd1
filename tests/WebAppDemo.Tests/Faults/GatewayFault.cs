using Ytx.Voice;
using Ytx.Voice.Testing.Contracts;

namespace WebAppDemo.Tests;

/// <summary>How a gateway fails: what listens there, how it is reached, and what came before.</summary>
internal sealed class GatewayFault
{
    /// <summary>Begins to listen; null where nobody does.</summary>
    public Func<RawGateway>? Start { get; init; }

    /// <summary>Where the site looks for it.</summary>
    public required Func<RawGateway?, Uri> Address { get; init; }

    /// <summary>More settings, without their <c>Ytx:</c>.</summary>
    public (string Key, string Value)[] Settings { get; init; } = [];

    /// <summary>Calls for others that came before. Those that are still under way are returned.</summary>
    public Func<IVoiceCodeSender, Task<Task>> Before { get; init; } = static _ => Task.FromResult(Task.CompletedTask);
}

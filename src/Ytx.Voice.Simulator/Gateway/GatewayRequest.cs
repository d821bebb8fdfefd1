namespace Ytx.Voice.Simulator;

/// <summary>
/// What of an HTTP request the rules look at: <c>/{Version}/{Sid}/{AccountSid}/{Func}/{Function}?Sign=</c> and more.
/// </summary>
internal sealed class GatewayRequest
{
    public required string Version { get; init; }

    public required string Sid { get; init; }

    public required string AccountSid { get; init; }

    public required string Func { get; init; }

    public required string Function { get; init; }

    public SimulatorOperation Operation => OperationOf(Function);

    /// <summary>Empty when absent; several values are joined and so match nothing.</summary>
    public required string Sign { get; init; }

    public required string Authorization { get; init; }

    public required bool AcceptsJson { get; init; }

    /// <summary><see langword="null"/> when it was longer than the gateway takes.</summary>
    public required ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>What a function asks for: a call, unless it is one of the two others.</summary>
    public static SimulatorOperation OperationOf(string function) => function switch
    {
        GatewayRules.CallRecord => SimulatorOperation.Record,
        GatewayRules.GetBalance => SimulatorOperation.Balance,
        _ => SimulatorOperation.Call,
    };
}

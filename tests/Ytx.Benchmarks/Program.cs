using Ytx.Benchmarks;

return args switch
{
    ["report", .. var ids] => await Report.PrintAsync(ids),
    ["load"] => await GatewayLoad.RunAsync(),
    ["streams"] => await EventStreams.RunAsync(),
    [LoopbackGateway.Command] => await LoopbackGateway.ServeAsync(),
    [StatusPush.Command] => await StatusPush.ServeAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project tests/Ytx.Benchmarks -- report [ID ...] | load | streams

          report         measures every figure beside its rival and prints one table
          report P5 P6   measures only these
          load           ten thousand calls against a slow gateway that fails: sockets, memory, metrics
          streams        five hundred pages that listen and two thousand pushes a second: ends, strangers, memory
        """);
    return 2;
}

using Ytx.Benchmarks;

return args switch
{
    ["report", .. var ids] => await Report.PrintAsync(ids),
    ["load"] => await GatewayLoad.RunAsync(),
    [LoopbackGateway.Command] => await LoopbackGateway.ServeAsync(),
    [StatusPush.Command] => await StatusPush.ServeAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project tests/Ytx.Benchmarks -- report [ID ...] | load

          report         measures every figure beside its rival and prints one table
          report P5 P6   measures only these
          load           ten thousand calls against a slow gateway that fails: sockets, memory, metrics
        """);
    return 2;
}

using Ytx.Benchmarks;

return args switch
{
    ["report", .. var ids] => await Report.PrintAsync(ids),
    ["serve"] => await LoopbackGateway.ServeAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project tests/Ytx.Benchmarks -- report [ID ...]

          report         measures every figure beside its rival and prints one table
          report P5 P6   measures only these
        """);
    return 2;
}

using WebAppDemo;

try
{
    var isUp = false;
    var builder = WebApplication.CreateBuilder(args);
    builder.AddAccounts();
    builder.AddDemo();
    builder.AddWeb();
    // What ends the start is thrown besides, and told once. Later the host logs its errors as ever.
    builder.Logging.AddFilter(
        "Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Warning && Volatile.Read(ref isUp));

    var app = builder.Build();
    app.Lifetime.ApplicationStarted.Register(() => Volatile.Write(ref isUp, true));
    app.UseWeb();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Explain(exception) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}

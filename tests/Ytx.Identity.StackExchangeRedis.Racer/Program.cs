using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity;
using Ytx.Identity.StackExchangeRedis.Racer;
using Ytx.Identity.Stores;

// One host of several that a test lets race: each line on standard input is an order, and its result a line on standard
// output. It ends with its input, and so with the test that started it.
var (configuration, storeKey) = (Console.ReadLine(), Console.ReadLine());
var services = new ServiceCollection().AddLogging();
services.Configure<VoiceCodeOptions>(options => options.Store.Key = storeKey);
new IdentityBuilder(typeof(IdentityUser), services).AddRedisVoiceCodeStore(options =>
{
    // A busy machine must not make an unknown outcome of a lost race, nor a server that is silent for a while look dead.
    options.ConnectionMultiplexerFactory = () => Race.ConnectAsync(configuration!);
    options.Timeout = TimeSpan.FromSeconds(10);
});
await using var provider = services.BuildServiceProvider();
var store = provider.GetRequiredService<IVoiceCodeStore>();
while (Console.ReadLine() is { } order)
{
    var words = order.Split(' ');
    var result = words[0] switch
    {
        "verify" => await Race.VerifyAsync(store, user: words[1], verifier: ulong.Parse(words[2])),
        "call" => await Race.CallAsync(store, words[1], TimeSpan.Parse(words[2])),
        _ => throw new InvalidOperationException($"Unknown order: {order}"),
    };
    Console.WriteLine(string.Join(' ', result));
}

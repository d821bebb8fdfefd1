using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Benchmarks;

/// <summary>
/// Identity with its own phone provider and ours, every limit on, a sender that does nothing, and a clock that is moved
/// on so that the limits grant while they hold as many calls as they can.
/// </summary>
internal sealed class BenchmarkSite : TimeProvider, IVoiceCodeSender
{
    public const string Rival = "Phone";

    // Ten calls a user and day are allowed.
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromHours(2.5);

    private readonly BenchmarkUser[] _users = [.. Enumerable.Range(0, 64).Select(i => new BenchmarkUser
    {
        Id = Guid.NewGuid().ToString(),
        PhoneNumber = string.Create(CultureInfo.InvariantCulture, $"+86139112812{i + 10}"),
    })];

    private int _next;
    private long _ticks;

    public BenchmarkSite()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(this);
        services.AddSingleton<IVoiceCodeSender>(this);
        services.AddSingleton<IVoiceCodeStore>(new PatientStore(new InMemoryVoiceCodeStore(this, 1_000_000)));
        services.AddSingleton<IUserStore<BenchmarkUser>, BenchmarkUserStore>();
        services.AddIdentityCore<BenchmarkUser>()
            .AddTokenProvider<PhoneNumberTokenProvider<BenchmarkUser>>(Rival)
            .AddYtxVoiceTokenProvider();
        services.Configure<VoiceCodeOptions>(options => options.Limits.DailyBudget = 1_000_000);
        Services = services.BuildServiceProvider().CreateScope().ServiceProvider;
        Users = Services.GetRequiredService<UserManager<BenchmarkUser>>();
        foreach (var user in _users)
        {
            Services.GetRequiredService<IUserStore<BenchmarkUser>>().CreateAsync(user, default).GetAwaiter().GetResult();
        }

        Services.GetRequiredService<IHttpContextAccessor>().HttpContext = new DefaultHttpContext { RequestServices = Services };
    }

    public IServiceProvider Services { get; }

    public UserManager<BenchmarkUser> Users { get; }

    public string LastCode { get; private set; } = "";

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public BenchmarkUser First => _users[0];

    /// <summary>The next user, at a time and from an address at which nothing denies a call.</summary>
    public BenchmarkUser Next()
    {
        _ticks += BetweenCalls.Ticks / _users.Length;
        _next = (_next + 1) % _users.Length;
        Services.GetRequiredService<IHttpContextAccessor>().HttpContext!.Connection.RemoteIpAddress =
            new IPAddress([192, 0, 2, (byte)_next]);
        return _users[_next];
    }

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    // Two milliseconds pass with each look at it.
    public override long GetTimestamp() => _ticks += 2 * TimeSpan.TicksPerMillisecond;

    public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
    {
        LastCode = call.Code;
        return Receipt;
    }

    private static readonly Task<VoiceCallOutcome> Receipt = Task.FromResult(VoiceCallOutcome.Accepted("2016010000000205"));
}

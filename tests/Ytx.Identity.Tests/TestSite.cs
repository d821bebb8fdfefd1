using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Time.Testing;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

/// <summary>Identity with the token provider, as an application registers it, on a clock and a vendor of the test's.</summary>
public sealed class TestSite : IDisposable
{
    private readonly ServiceProvider _provider;
    private readonly IServiceScope _scope;

    public TestSite(Action<VoiceCodeOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddSingleton<IVoiceCodeSender>(Sender);
        collection.AddSingleton<IUserStore<TestUser>, TestUserStore<TestUser>>();
        collection.AddIdentityCore<TestUser>().AddYtxVoiceTokenProvider();
        collection.Configure(configure ?? (_ => { }));
        services?.Invoke(collection);
        _provider = collection.BuildServiceProvider(validateScopes: true);
        _scope = _provider.CreateScope();
    }

    /// <summary>The same in environment Development.</summary>
    public static TestSite InDevelopment(Action<VoiceCodeOptions> configure) => new(
        configure, services => services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Development }));

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    public RecordingSender Sender { get; } = new();

    public IServiceProvider Services => _scope.ServiceProvider;

    public UserManager<TestUser> Users => Services.GetRequiredService<UserManager<TestUser>>();

    public IVoiceCodeManager<TestUser> Codes => Services.GetRequiredService<IVoiceCodeManager<TestUser>>();

    /// <summary>Another request, as another browser would make it.</summary>
    public Session NewSession() => new(_provider.CreateScope());

    public async Task<TestUser> CreateUserAsync(Action<TestUser>? change = null)
    {
        var user = new TestUser();
        change?.Invoke(user);
        await Services.GetRequiredService<IUserStore<TestUser>>().CreateAsync(user, CancellationToken.None);
        return user;
    }

    /// <summary>What follows belongs to a request from this address; null is a unix socket.</summary>
    public HttpContext BeginRequest(IPAddress? address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address;
        return Services.GetRequiredService<IHttpContextAccessor>().HttpContext = context;
    }

    /// <summary>A user with no number yet.</summary>
    public Task<TestUser> CreateStrangerAsync() => CreateUserAsync(user =>
    {
        user.PhoneNumber = null;
        user.PhoneNumberConfirmed = false;
    });

    /// <summary>Asks for a call, which may be denied.</summary>
    public async Task<VoiceCodeReason> RingAsync(TestUser user, string purpose = VoiceCodePurpose.LogIn) =>
        (await Codes.RequestCallAsync(user, purpose)).Reason;

    /// <summary>Asks for a call, which must be placed, and returns what was spoken.</summary>
    public async Task<string> CallAsync(TestUser user, string purpose = VoiceCodePurpose.LogIn)
    {
        var result = await Codes.RequestCallAsync(user, purpose);
        Assert.Equal(VoiceCodeReason.None, result.Reason);
        return Sender.LastCode;
    }

    public async Task<VoiceCodeReason> TryAsync(
        TestUser user, string? code, string purpose = VoiceCodePurpose.LogIn) =>
        (await Codes.VerifyAsync(user, purpose, code)).Reason;

    /// <summary>A code that differs from the right one, and from the others of this kind.</summary>
    public static string Wrong(string code, int which = 1) =>
        ((int.Parse(code) + which) % 1_000_000).ToString("D6");

    public void Dispose()
    {
        _scope.Dispose();
        _provider.Dispose();
    }

    public sealed class Session(IServiceScope scope) : IDisposable
    {
        public UserManager<TestUser> Users => scope.ServiceProvider.GetRequiredService<UserManager<TestUser>>();

        public IVoiceCodeManager<TestUser> Codes =>
            scope.ServiceProvider.GetRequiredService<IVoiceCodeManager<TestUser>>();

        public void Dispose() => scope.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Voice;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Calls;

/// <summary>A site on Kestrel whose calls report back. Anybody is signed in who asks for it.</summary>
public sealed class CallSite : IAsyncDisposable
{
    public const string Secret = "a-secret-of-this-test-0123456789";

    private readonly WebApplication _app;

    private CallSite(WebApplication app) => _app = app;

    public RecordingSender Sender { get; private init; } = new();

    public CapturedLogs Logs { get; private init; } = new();

    /// <summary>What every trace of the server says, by its tags and names.</summary>
    public ConcurrentQueue<string> Traces { get; } = new();

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    public IEndpointRouteBuilder Endpoints => _app;

    public static async Task<CallSite> StartAsync(
        Action<Dictionary<string, string?>>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var settings = new Dictionary<string, string?> { ["Ytx:CallStatus:Secret"] = Secret };
        configure?.Invoke(settings);
        builder.Configuration.AddInMemoryCollection(settings);
        var (logs, sender) = (new CapturedLogs(), new RecordingSender());
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Services.AddHttpLogging();
        builder.Services.AddSingleton<IVoiceCodeSender>(sender);
        builder.Services.AddSingleton<IUserStore<TestUser>, TestUserStore<TestUser>>();
        builder.Services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        builder.Services.AddAuthorization();
        builder.Services.AddIdentityCore<TestUser>().AddSignInManager().AddYtxVoiceTokenProvider().AddYtxCallStatus();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        var site = new CallSite(app) { Sender = sender, Logs = logs };
        app.UseHttpLogging();
        app.Use(async (context, next) =>
        {
            await next();
            if (Activity.Current is { } activity)
            {
                site.Traces.Enqueue(string.Join(' ', [activity.DisplayName, .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")]));
            }
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapYtxCallStatus();
        app.MapYtxCalls<TestUser>();
        app.MapPost("/in/{id}", (HttpContext context, string id) => context.SignInAsync(
            IdentityConstants.ApplicationScheme, Principal(ClaimTypes.NameIdentifier, id)));
        app.MapPost("/half-in/{id}", (HttpContext context, string id) => context.SignInAsync(
            IdentityConstants.TwoFactorUserIdScheme, Principal(ClaimTypes.Name, id)));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return site;

        static ClaimsPrincipal Principal(string claim, string id) => new(new ClaimsIdentity([new Claim(claim, id)], "test"));
    }

    /// <summary>A user who was called.</summary>
    public async Task<(string UserId, string CallId)> CallAsync(string number = "+8613911281234")
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var user = new TestUser { PhoneNumber = number };
        await scope.ServiceProvider.GetRequiredService<IUserStore<TestUser>>().CreateAsync(user, CancellationToken.None);
        var call = await scope.ServiceProvider.GetRequiredService<IVoiceCodeManager<TestUser>>()
            .RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);
        return (await scope.ServiceProvider.GetRequiredService<UserManager<TestUser>>().GetUserIdAsync(user), call.CallId!);
    }

    /// <summary>A user types the code of the last call.</summary>
    public async Task<VoiceCodeReason> TypeAsync(string userId, string code)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<TestUser>>().FindByIdAsync(userId);
        return (await scope.ServiceProvider.GetRequiredService<IVoiceCodeManager<TestUser>>()
            .VerifyAsync(user!, VoiceCodePurpose.LogIn, code, TestContext.Current.CancellationToken)).Reason;
    }

    /// <summary>A browser, signed in or half signed in as a user, or as nobody.</summary>
    public async Task<HttpClient> BrowseAsync(string? userId = null, bool isHalf = false)
    {
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        if (userId is not null)
        {
            using var answer = await browser.PostAsync(
                new Uri($"{(isHalf ? "half-in" : "in")}/{userId}", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        return browser;
    }

    public async Task<HttpStatusCode> PushAsync(string body, string secret = Secret, string contentType = "application/json")
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(contentType));
        using var answer = await client.PostAsync(
            new Uri("ytx/call-status/" + secret, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.StatusCode;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

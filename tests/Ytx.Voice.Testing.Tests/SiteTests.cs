using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Testing.Tests;

/// <summary>A site's own tests, as a stranger writes them: the sample in one file, whose log-in rings a test's phone.</summary>
public sealed partial class SiteTests : IDisposable
{
    private const string Number = "+8613911281234";

    private readonly WebApplicationFactory<Program> _sample = new();
    private readonly TestPhone _phone = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sample.Dispose();

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task SignIn_TheCodeOfTheCall_SignsIn(string environment)
    {
        using var site = Site(environment);
        var browser = site.CreateClient();

        await SignInAsync(browser);
        var call = await _phone.NextCallAsync(Number, Cancelled);
        var page = await PostAsync(browser, "/code", ("code", call.Code));

        Assert.Contains("You are signed in as demo@example.com", page, StringComparison.Ordinal);
        Assert.Equal(VoiceCodePurposeKind.LogIn, call.PurposeKind);
        Assert.Equal(TimeSpan.FromMinutes(5), call.ValidFor);
        Assert.Null(site.Services.GetRequiredService<IYtxSimulatorAccessor>().Address);
    }

    [Fact]
    public async Task AdvanceTime_PastTheCoolDownAndTheCode_LetsTheNextCallRingAndTheCodeEnd()
    {
        using var site = Site();
        var browser = site.CreateClient();
        await SignInAsync(browser);
        var first = await _phone.NextCallAsync(Number, Cancelled);

        Assert.Contains("LimitReached", await PostAsync(browser, "/call"), StringComparison.Ordinal);
        _phone.AdvanceTime(TimeSpan.FromMinutes(1));
        Assert.Contains("We're calling you", await PostAsync(browser, "/call"), StringComparison.Ordinal);
        var second = await _phone.NextCallAsync(Number, Cancelled);
        Assert.Equal(first.Code, second.Code);
        Assert.NotEqual(first.RequestId, second.RequestId);

        _phone.AdvanceTime(TimeSpan.FromMinutes(4));
        Assert.DoesNotContain("You are signed in", await PostAsync(browser, "/code", ("code", second.Code)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fail_CertainFailure_RingsNothingAndGivesTheCallBack()
    {
        using var site = Site();
        var browser = site.CreateClient();
        _phone.Fail(VoiceCallFailure.Balance);

        Assert.Contains("That did not work: CallFailed", await SignInAsync(browser), StringComparison.Ordinal);
        Assert.Empty(_phone.Calls);

        Assert.Contains("We're calling you", await PostAsync(browser, "/call"), StringComparison.Ordinal);
        Assert.Single(_phone.Calls);
    }

    [Fact]
    public async Task Fail_NobodyKnows_RingsAndTheCodeIsGood()
    {
        using var site = Site();
        var browser = site.CreateClient();
        _phone.Fail(VoiceCallFailure.NoResponse);

        await SignInAsync(browser);
        var call = await _phone.NextCallAsync(Number, Cancelled);

        Assert.Contains("You are signed in", await PostAsync(browser, "/code", ("code", call.Code)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddTestSimulator_ARealSocket_SignsInWithTheCodeOfTheHandset()
    {
        await using var simulator = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0"), AppId = "another-app" }, cancellationToken: Cancelled);
        using var handset = new TestHandset(simulator.Address);
        using var site = Site(configure: services => services.AddTestSimulator(simulator));
        var browser = site.CreateClient();

        await handset.FailAsync(VoiceCallFailure.Balance, Cancelled);
        Assert.Contains("That did not work: CallFailed", await SignInAsync(browser), StringComparison.Ordinal);
        Assert.Contains("We're calling you", await PostAsync(browser, "/call"), StringComparison.Ordinal);
        var call = await handset.NextCallAsync(Number, Cancelled);
        await handset.DeclineAsync(call, Cancelled);

        Assert.Equal(SimulatedCallState.Declined, Assert.Single(simulator.Calls).State);
        await Assert.ThrowsAsync<InvalidOperationException>(() => handset.AnswerAsync(call, Cancelled));
        Assert.Contains("You are signed in", await PostAsync(browser, "/code", ("code", call.Code)), StringComparison.Ordinal);
        Assert.Empty(_phone.Calls);
    }

    [Fact]
    public async Task AddTestSimulator_AccountWithAName_RingsItToo()
    {
        await using var simulator = await YtxSimulator.StartAsync(
            new SimulatorOptions { Url = new Uri("http://127.0.0.1:0") }, cancellationToken: Cancelled);
        using var site = Site(configure: services => services.AddYtxVoiceCodeSender("backup").AddTestSimulator(simulator));

        var outcome = await site.Services.GetRequiredKeyedService<IVoiceCodeSender>("backup")
            .SendAsync(new VoiceCodeCall(PhoneNumber.Parse(Number), "246810"), Cancelled);

        Assert.True(outcome.IsAccepted, outcome.Message);
        Assert.Equal("246810", Assert.Single(simulator.Calls).Code);
    }

    [Fact]
    public async Task Decline_ASiteThatFollowsItsCalls_KnowsIt()
    {
        using var site = Site(configure: services =>
        {
            new IdentityBuilder(typeof(IdentityUser), services).AddYtxCallStatus();
            services.AddTestPhone(_phone);
        });
        await using var scope = site.Services.CreateAsyncScope();
        var codes = scope.ServiceProvider.GetRequiredService<IVoiceCodeManager<IdentityUser>>();
        var user = (await scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>().FindByNameAsync("demo@example.com"))!;
        var asked = await codes.RequestCallAsync(user, "pay");

        _phone.Decline(await _phone.NextCallAsync(Number, Cancelled));

        // In the background: soon, and by the real clock.
        VoiceCallStatus? status = null;
        for (var i = 0; i < 200 && status?.State is not VoiceCallState.Rejected; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancelled);
            status = await codes.GetCallAsync(user, asked.CallId!);
        }

        Assert.Equal(VoiceCallState.Rejected, status?.State);
    }

    private WebApplicationFactory<Program> Site(string environment = "Development", Action<IServiceCollection>? configure = null) =>
        _sample.WithWebHostBuilder(web => web.UseEnvironment(environment)
            .ConfigureTestServices(configure ?? (services => services.AddTestPhone(_phone))));

    private static Task<string> SignInAsync(HttpClient browser) =>
        PostAsync(browser, "/sign-in", ("email", "demo@example.com"), ("password", "Demo-password-1"));

    private static async Task<string> PostAsync(HttpClient browser, string path, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await browser.GetStringAsync(new Uri("/", UriKind.Relative), Cancelled)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var answer = await browser.PostAsync(new Uri(path, UriKind.Relative), form, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancelled);
    }

    [GeneratedRegex("name=__RequestVerificationToken value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ytx.Identity.Tests.StepUp;

/// <summary>A code before a sensitive page, on a real server with real cookies.</summary>
public sealed class StepUpTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/pay")]
    [InlineData("/mvc/pay")]
    [InlineData("/page/pay")]
    public async Task StepUpAsync_RightCode_OpensItsActionInThisSessionOnly(string path)
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var (browser, other) = (await site.SignInAsync(), await site.SignInAsync());
        var earlier = site.Copy(browser);
        Assert.False(await browser.IsOpenAsync(path));

        await site.StepUpAsync(browser);

        Assert.True(await browser.IsOpenAsync(path));
        Assert.False(await browser.IsOpenAsync("/delete"));
        Assert.False(await other.IsOpenAsync(path));
        Assert.False(await earlier.IsOpenAsync(path));
    }

    [Fact]
    public async Task StepUpAsync_TicketsOnTheServer_DoesNotOpenForAnEarlierCopyOfTheCookies()
    {
        await using var site = await StepUpSite.StartAsync(services => services.Configure<CookieAuthenticationOptions>(
            IdentityConstants.ApplicationScheme, options => options.SessionStore = new TicketsInMemory()));
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        var earlier = site.Copy(browser);
        await site.StepUpAsync(browser);
        var between = site.Copy(browser);
        await site.StepUpAsync(browser, "delete");

        Assert.True(await browser.IsOpenAsync("/both"));
        Assert.False(await earlier.IsOpenAsync());
        Assert.False(await between.IsOpenAsync("/delete"));
    }

    [Theory]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public async Task StepUpAsync_AfterATime_IsOverAtFiveMinutes(int seconds, bool isOpen)
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        await site.StepUpAsync(browser);

        site.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(isOpen, await browser.IsOpenAsync());
    }

    [Fact]
    public async Task StepUpAsync_SessionRenewedMeanwhile_IsNeitherLostNorProlonged()
    {
        await using var site = await StepUpSite.StartAsync(services => services
            .Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1))
            .Configure<CookieAuthenticationOptions>(
                IdentityConstants.ApplicationScheme, options => options.ExpireTimeSpan = TimeSpan.FromMinutes(4)));
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        await site.StepUpAsync(browser);
        var begun = await browser.PostAsync("/Member/session");

        // The session's own end would be here.
        site.Clock.Advance(TimeSpan.FromMinutes(2.5));
        Assert.True(await browser.IsOpenAsync());
        site.Clock.Advance(TimeSpan.FromMinutes(2.4));
        Assert.NotEqual(begun, await browser.PostAsync("/Member/session"));
        Assert.True(await browser.IsOpenAsync());

        site.Clock.Advance(TimeSpan.FromMinutes(0.1));
        Assert.False(await browser.IsOpenAsync());
    }

    [Fact]
    public async Task StepUpAsync_AnySession_StaysAsItWas()
    {
        await using var site = await StepUpSite.StartAsync(services => services
            .AddTransient<IClaimsTransformation, RoleOfTheDay>()
            .PostConfigure<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme, options => options.Events.OnSigningIn = context =>
            {
                context.Properties.Items.TryAdd("item", $"{Guid.NewGuid()}");
                return Task.CompletedTask;
            }));
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync(isPersistent: true);
        var before = await browser.PostAsync("/Member/session");
        site.Clock.Advance(TimeSpan.FromMinutes(1));

        await site.StepUpAsync(browser);

        // A claim of one request would stand there twice if it were in the cookie.
        Assert.Equal(before, await browser.PostAsync("/Member/session"));
        Assert.Matches(" True [0-9a-f]{8}-", before);
    }

    [Fact]
    public async Task StepUpAsync_CodeTypedAtLogInAndDeviceRemembered_DoNotOpen()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>(hasSecondFactor: true);
        var browser = site.NewVisitor();
        Assert.Equal("RequiresTwoFactor", await browser.PostAsync("/Member/login?name=somebody&isPersistent=true"));
        var code = await site.RingAsync(browser, VoiceCodePurpose.LogIn);
        Assert.Equal("None", await browser.PostAsync($"/Member/login-code?code={code}"));
        Assert.False(await browser.IsOpenAsync());

        await browser.PostAsync("/Member/logout");
        Assert.Equal("Succeeded", await browser.PostAsync("/Member/login?name=somebody&isPersistent=true"));

        Assert.Contains("Identity.TwoFactorRememberMe", browser.Cookies.Keys);
        Assert.False(await browser.IsOpenAsync());
    }

    [Fact]
    public async Task StepUpAsync_CodesOfOtherPurposes_DoNotStandInForEachOther()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>(hasSecondFactor: true);
        var (browser, half) = (site.NewVisitor(), site.NewVisitor());
        await browser.PostAsync("/Member/login?name=somebody&isPersistent=false");
        await browser.PostAsync($"/Member/login-code?code={await site.RingAsync(browser, VoiceCodePurpose.LogIn)}");
        await half.PostAsync("/Member/login?name=somebody&isPersistent=false");
        var logIn = await site.RingAsync(half, VoiceCodePurpose.LogIn);

        Assert.Equal("NoLiveCode", await browser.PostAsync($"/Member/step-up?action=pay&code={logIn}"));
        var pay = await site.RingAsync(browser, VoiceCodePurpose.StepUp("pay"));
        Assert.Equal("NoLiveCode", await browser.PostAsync($"/Member/step-up?action=delete&code={pay}"));
        Assert.NotEqual("None", await half.PostAsync($"/Member/login-code?code={pay}"));

        // Half signed in is not signed in.
        Assert.Equal("UserNotAllowed", await half.PostAsync($"/Member/step-up?action=pay&code={pay}"));
        Assert.Equal("None", await browser.PostAsync($"/Member/step-up?action=pay&code={pay}"));
    }

    [Fact]
    public async Task StepUpAsync_StampChangedElsewhere_ClosesAtOnceAndTakesNoCode()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        await site.StepUpAsync(browser);

        await site.ChangeAsync<Member>("1", (users, user) => users.UpdateSecurityStampAsync(user));

        Assert.False(await browser.IsOpenAsync());
        var code = await site.RingAsync(browser, VoiceCodePurpose.StepUp("pay"));
        Assert.Equal("UserNotAllowed", await browser.PostAsync($"/Member/step-up?action=pay&code={code}"));
    }

    [Fact]
    public async Task StepUpAsync_PasswordChangedInThisSession_ClosesThoughTheSessionGoesOn()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        await site.StepUpAsync(browser);

        Assert.Equal("Succeeded", await browser.PostAsync("/Member/password"));

        Assert.NotEmpty(await browser.PostAsync("/Member/proofs"));
        Assert.False(await browser.IsOpenAsync());
        await site.StepUpAsync(browser);
        Assert.True(await browser.IsOpenAsync());
    }

    [Fact]
    public async Task StepUpAsync_StampChangedBetweenCheckAndCookie_DoesNotOpen()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        site.Between.Step = () => site.ChangeAsync<Member>("1", (users, user) => users.UpdateSecurityStampAsync(user));

        await site.StepUpAsync(browser);

        Assert.False(await browser.IsOpenAsync());
    }

    [Fact]
    public async Task StepUpAsync_LogOutAndInAgain_ClosesAlsoWithTheOldNonce()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        await site.StepUpAsync(browser);

        await browser.PostAsync("/Member/logout");
        Assert.Equal("Succeeded", await browser.PostAsync("/Member/login?name=somebody&isPersistent=false"));

        Assert.Contains(".AspNetCore.Identity.Application.StepUp", browser.Cookies.Keys);
        Assert.False(await browser.IsOpenAsync());
    }

    [Fact]
    public async Task StepUpAsync_OtherTypeOfUserWithTheSameIdAndStamp_IsSomebodyElse()
    {
        await using var site = await StepUpSite.StartAsync(hasSchemes: true);
        await site.CreateAsync<Member>(stamp: "stamp");
        await site.CreateAsync<Staff>(stamp: "stamp");
        var browser = await site.SignInAsync();
        Assert.Equal("Succeeded", await browser.PostAsync("/Staff/login?name=somebody&isPersistent=false"));

        await site.StepUpAsync(browser);
        Assert.True(await browser.IsOpenAsync());
        Assert.False(await browser.IsOpenAsync("/staff"));

        await site.StepUpAsync(browser, type: nameof(Staff));
        Assert.True(await browser.IsOpenAsync("/staff"));
    }

    [Fact]
    public async Task StepUpAsync_OneSchemeForTwoTypes_TakesNoCodeOfTheTypeThatIsNotSignedIn()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        await site.CreateAsync<Staff>();
        var (member, staff) = (await site.SignInAsync(), await site.SignInAsync(nameof(Staff)));
        var code = await site.RingAsync(staff, VoiceCodePurpose.StepUp("pay"), nameof(Staff));

        Assert.Equal("UserNotAllowed", await member.PostAsync($"/Staff/step-up?action=pay&code={code}"));
        Assert.False(await member.IsOpenAsync());
        Assert.Equal("None", await staff.PostAsync($"/Staff/step-up?action=pay&code={code}"));
        Assert.True(await staff.IsOpenAsync());
    }

    [Fact]
    public async Task StepUpAsync_OneCodeTwentyTimesAtOnce_OpensOneSession()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        var code = await site.RingAsync(browser, VoiceCodePurpose.StepUp("pay"));
        var browsers = Enumerable.Range(0, 20).Select(_ => site.Copy(browser)).ToList();

        var reasons = await Task.WhenAll(browsers.Select(each => each.PostAsync($"/Member/step-up?action=pay&code={code}")));

        Assert.Single(reasons, "None");
        var open = new List<bool>();
        foreach (var each in browsers)
        {
            open.Add(await each.IsOpenAsync());
        }

        Assert.Single(open, true);
    }

    [Fact]
    public async Task StepUpAsync_AnswerHasBegun_ThrowsAndTheCodeStaysUsable()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        var code = await site.RingAsync(browser, VoiceCodePurpose.StepUp("pay"));

        Assert.Equal(nameof(InvalidOperationException), await browser.PostAsync($"/Member/step-up-late?code={code}"));

        Assert.Equal("None", await browser.PostAsync($"/Member/step-up?action=pay&code={code}"));
    }

    [Fact]
    public async Task StepUpAsync_ManyActions_KeepsTheNewestEightAndOneOfEach()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        await site.StepUpAsync(browser);
        await site.StepUpAsync(browser);
        Assert.Single((await browser.PostAsync("/Member/proofs")).Split(','));
        foreach (var action in (string[])["a1", "a2", "a3", "a4", "a5", "a6", "a7"])
        {
            site.Clock.Advance(TimeSpan.FromSeconds(1));
            await site.StepUpAsync(browser, action);
        }

        Assert.Equal(8, (await browser.PostAsync("/Member/proofs")).Split(',').Length);
        Assert.True(await browser.IsOpenAsync());
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        await site.StepUpAsync(browser, "a8");
        Assert.Equal(8, (await browser.PostAsync("/Member/proofs")).Split(',').Length);
        Assert.False(await browser.IsOpenAsync());
    }

    [Fact]
    public async Task StepUpAsync_LockedOut_TakesNoCode()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        var code = await site.RingAsync(browser, VoiceCodePurpose.StepUp("pay"));
        await site.ChangeAsync<Member>("1", (users, user) => users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue));

        Assert.Equal("UserNotAllowed", await browser.PostAsync($"/Member/step-up?action=pay&code={code}"));
    }

    [Fact]
    public async Task StepUpAsync_WrongCodes_LockNoLogIn()
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        for (var i = 0; i < 2; i++)
        {
            var code = await site.RingAsync(browser, VoiceCodePurpose.StepUp("pay"));
            for (var wrong = 1; wrong <= 5; wrong++)
            {
                await browser.PostAsync($"/Member/step-up?action=pay&code={TestSite.Wrong(code, wrong)}");
            }
        }

        Assert.Equal("LockedOut", await browser.PostAsync("/Member/step-up?action=pay&code=123456"));
        Assert.False(await browser.IsOpenAsync());
        await site.SignInAsync();
        await site.RingAsync(browser, VoiceCodePurpose.LogIn);
    }

    [Theory]
    [InlineData("GET", "/pay?amount=5&to=%E5%BC%A0", "/StepUp?action=pay&returnUrl=%2Fpay%3Famount%3D5%26to%3D%25E5%25BC%25A0")]
    [InlineData("POST", "/pay?amount=5", "/StepUp?action=pay&returnUrl=%2F")]
    [InlineData("GET", "/delete", "/StepUp?action=delete&returnUrl=%2Fdelete")]
    [InlineData("GET", "//any/x", "/StepUp?action=pay&returnUrl=%2F")]
    public async Task Page_NoCode_SendsToThePageThatAsksForOne(string method, string path, string location)
    {
        // As some servers before a site do, and as a catch-all route would: the path begins with two slashes.
        await using var site = await StepUpSite.StartAsync(pages: app =>
        {
            app.UseRouting();
            app.Use((context, next) =>
            {
                if (context.Request.Path.StartsWithSegments("/any"))
                {
                    context.Request.Path = "//example.com/x";
                }

                return next();
            });
        });
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();

        using var answer = await browser.SendAsync(new HttpMethod(method), path.Replace("//any", "/any", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.Redirect, location), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("application/json, text/html;q=0")]
    public async Task Page_NoCodeAndNoPageLoad_AnswersAsRfc9470Says(string accept)
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();

        using var answer = await browser.SendAsync(HttpMethod.Post, "/pay", accept);

        Assert.Equal((HttpStatusCode.Unauthorized, null), (answer.StatusCode, answer.Headers.Location));
        Assert.Equal(
            "VoiceCode error=\"insufficient_user_authentication\", error_description=\"A code by voice call is required\", max_age=\"300\", action=\"pay\"",
            answer.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("/pay", false, "/Account/Login")]
    [InlineData("/boss", true, "/Account/AccessDenied")]
    [InlineData("/StepUp", true, "/Account/AccessDenied")]
    public async Task Page_WhatACodeWouldNotMend_IsAnsweredAsBefore(string path, bool isSignedIn, string location)
    {
        await using var site = await StepUpSite.StartAsync();
        await site.CreateAsync<Member>();
        var browser = isSignedIn ? await site.SignInAsync() : site.NewVisitor();

        using var answer = await browser.SendAsync(HttpMethod.Get, path);

        Assert.Equal((HttpStatusCode.Redirect, location), (answer.StatusCode, answer.Headers.Location?.AbsolutePath));
    }

    [Theory]
    [InlineData("type")]
    [InlineData("instance")]
    [InlineData("factory")]
    public async Task AddYtxVoiceTokenProvider_ResultHandlerOfTheSite_GoesOnAnsweringAllElse(string kind)
    {
        await using var site = await StepUpSite.StartAsync(services => _ = kind switch
        {
            "type" => services.AddScoped<IAuthorizationMiddlewareResultHandler, Teapot>(),
            "instance" => services.AddSingleton<IAuthorizationMiddlewareResultHandler>(new Teapot()),
            _ => services.AddTransient<IAuthorizationMiddlewareResultHandler>(_ => new Teapot()),
        });
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();

        using var answer = await browser.SendAsync(HttpMethod.Get, "/boss");

        Assert.Equal((HttpStatusCode)418, answer.StatusCode);
        Assert.False(await browser.IsOpenAsync());
    }

    [Fact]
    public async Task Attribute_SiteWithoutAuthorization_LetsNobodyIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/pay", [RequireVoiceCode("pay")] () => "paid");
        await app.StartAsync(Stop);
        using var browser = new Visitor(new Uri(app.Urls.First()));

        using var answer = await browser.SendAsync(HttpMethod.Get, "/pay");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attribute_WhereOnlyItsPolicyIsAsked_LetsInARequestAndNoHubOrCircuit(bool isInRequest)
    {
        // As a hub's method and an interactive component do: their scope is not the request's.
        await using var site = await StepUpSite.StartAsync(pages: app => app.MapGet("/policy", async (HttpContext context) =>
        {
            await using var circuit = app.Services.CreateAsyncScope();
            var services = isInRequest ? context.RequestServices : circuit.ServiceProvider;
            var policy = await AuthorizationPolicy.CombineAsync(
                services.GetRequiredService<IAuthorizationPolicyProvider>(), [new RequireVoiceCodeAttribute("pay")]);
            return (await services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, null, policy!)).Succeeded;
        }));
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        await site.StepUpAsync(browser);

        using var answer = await browser.SendAsync(HttpMethod.Get, "/policy");

        Assert.Equal(isInRequest ? "true" : "false", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Attribute_DefaultPolicyOfTheSite_HoldsToo()
    {
        await using var site = await StepUpSite.StartAsync(services => services.Configure<AuthorizationOptions>(options =>
            options.DefaultPolicy = new AuthorizationPolicyBuilder().RequireUserName("nobody").Build()));
        await site.CreateAsync<Member>();
        var browser = await site.SignInAsync();
        await site.StepUpAsync(browser);

        using var answer = await browser.SendAsync(HttpMethod.Get, "/pay");

        Assert.Equal("/Account/AccessDenied", answer.Headers.Location?.AbsolutePath);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pay,")]
    [InlineData("p y")]
    [InlineData("pay\"")]
    [InlineData("支付")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void Attribute_ActionThatCannotBe_Throws(string action) =>
        Assert.Throws<ArgumentException>(nameof(action), () => new RequireVoiceCodeAttribute(action));

    private sealed class RoleOfTheDay : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            var changed = principal.Clone();
            changed.AddIdentity(new ClaimsIdentity([new Claim("role", "of the day")]));
            return Task.FromResult(changed);
        }
    }

    private sealed class Teapot : IAuthorizationMiddlewareResultHandler
    {
        public async Task HandleAsync(
            RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            if (authorizeResult.Succeeded)
            {
                await next(context);
                return;
            }

            context.Response.StatusCode = 418;
        }
    }
}

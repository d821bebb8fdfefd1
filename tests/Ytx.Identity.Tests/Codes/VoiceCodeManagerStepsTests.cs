using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Tests.Site;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Codes;

/// <summary>Whole steps, through Identity's own sign-in manager and Entity Framework.</summary>
public sealed class VoiceCodeManagerStepsTests : IDisposable
{
    private readonly IdentitySite _site = new();
    private readonly Browser _browser;

    public VoiceCodeManagerStepsTests() => _browser = _site.NewBrowser();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task SignInAsync_RightCode_SignsIn()
    {
        var user = await _site.CreateUserAsync();
        var code = await EnterPasswordAsync(_browser);

        Assert.Equal(VoiceCodeReason.None, (await SignInAsync(_browser, code)).Reason);
        Assert.Equal(user.Id, await SignedInAsync(_browser));
    }

    [Fact]
    public async Task SignInAsync_RowChangedMeanwhile_SignsInWithTheSameCode()
    {
        var user = await _site.CreateUserAsync();
        var code = await EnterPasswordAsync(_browser);

        // So that the success has a count to write.
        Assert.Equal(VoiceCodeReason.WrongCode, (await SignInAsync(_browser, TestSite.Wrong(code))).Reason);
        _site.Between.Step = () => ChangeRowAsync(user);

        Assert.Equal(VoiceCodeReason.None, (await SignInAsync(_browser, code)).Reason);
        Assert.Equal(user.Id, await SignedInAsync(_browser));
        Assert.Equal(0, (await StoredAsync(user)).AccessFailedCount);
    }

    [Fact]
    public async Task SignInAsync_PasswordChangedMeanwhile_DoesNotSignInAndCountsNothing()
    {
        var user = await _site.CreateUserAsync();
        var code = await EnterPasswordAsync(_browser);
        await SignInAsync(_browser, TestSite.Wrong(code));
        _site.Between.Step = () => _site.ElsewhereAsync(
            user.Id, (users, stored) => users.ChangePasswordAsync(stored, IdentitySite.Password, "Another-horse-8"));

        Assert.Equal(VoiceCodeReason.UserNotAllowed, (await SignInAsync(_browser, code)).Reason);
        Assert.Null(await SignedInAsync(_browser));
        Assert.Equal(1, (await StoredAsync(user)).AccessFailedCount);
    }

    [Fact]
    public async Task SignInAsync_OnlyWrongCodes_CountTowardsTheLockout()
    {
        var user = await _site.CreateUserAsync();
        var code = await EnterPasswordAsync(_browser);

        Assert.Equal(VoiceCodeReason.Malformed, (await SignInAsync(_browser, "12 34")).Reason);
        Assert.Equal(0, (await StoredAsync(user)).AccessFailedCount);
        Assert.Equal(VoiceCodeReason.WrongCode, (await SignInAsync(_browser, TestSite.Wrong(code))).Reason);
        Assert.Equal(1, (await StoredAsync(user)).AccessFailedCount);

        // The losers of a double submit.
        var others = Enumerable.Range(0, 8).Select(_ => _browser.Copy()).ToList();
        Assert.Equal(VoiceCodeReason.None, (await SignInAsync(_browser, code)).Reason);
        foreach (var other in others)
        {
            Assert.Equal(VoiceCodeReason.NoLiveCode, (await SignInAsync(other, code)).Reason);
        }

        Assert.Equal(0, (await StoredAsync(user)).AccessFailedCount);
    }

    [Fact]
    public async Task SignInAsync_ManyWrong_LocksOutAndSpendsNoMoreCodes()
    {
        var user = await _site.CreateUserAsync();
        var code = await EnterPasswordAsync(_browser);
        await _site.ElsewhereAsync(user.Id, async (users, stored) =>
        {
            stored.AccessFailedCount = 4;
            return await users.UpdateAsync(stored);
        });

        Assert.Equal(VoiceCodeReason.UserNotAllowed, (await SignInAsync(_browser, TestSite.Wrong(code))).Reason);
        Assert.Equal(VoiceCodeReason.UserNotAllowed, (await SignInAsync(_browser, code)).Reason);
        await _site.ElsewhereAsync(user.Id, (users, stored) => users.SetLockoutEndDateAsync(stored, null));
        Assert.Equal(VoiceCodeReason.None, (await SignInAsync(_browser, code)).Reason);
    }

    [Fact]
    public async Task SignInAsync_NoPassword_SaysThatNoLogInWaits() =>
        Assert.Equal(VoiceCodeReason.NoLogInWaits, (await SignInAsync(_browser, "123456")).Reason);

    [Fact]
    public async Task SignInAsync_PasswordResetSinceThePassword_IsNoLogInAnyMore()
    {
        var user = await _site.CreateUserAsync();
        var code = await EnterPasswordAsync(_browser);
        await _site.ElsewhereAsync(user.Id, (users, stored) =>
            users.ChangePasswordAsync(stored, IdentitySite.Password, "Another-horse-8"));

        Assert.Null(await _browser.RequestAsync(services =>
            services.GetRequiredService<SignInManager<SiteUser>>().GetTwoFactorAuthenticationUserAsync()));
        Assert.Equal(VoiceCodeReason.NoLogInWaits, (await SignInAsync(_browser, code)).Reason);
    }

    [Fact]
    public async Task SignInAsync_OtherUserType_HasAFactorOfItsOwn()
    {
        await _site.CreateUserAsync();
        var admin = await _site.CreateAsync(new SiteAdmin
        {
            UserName = "admin",
            PhoneNumber = "+8613911281235",
            PhoneNumberConfirmed = true,
            TwoFactorEnabled = true,
        });

        var signedIn = await _browser.RequestAsync(services =>
            services.GetRequiredService<SignInManager<SiteAdmin>>().PasswordSignInAsync("admin", IdentitySite.Password, false, true));
        Assert.True(signedIn.RequiresTwoFactor);
        var code = await _browser.RequestAsync(async services =>
        {
            var user = await services.GetRequiredService<SignInManager<SiteAdmin>>().GetTwoFactorAuthenticationUserAsync();
            await services.GetRequiredService<IVoiceCodeManager<SiteAdmin>>().RequestCallAsync(user!, VoiceCodePurpose.LogIn, Stop);
            return _site.Sender.LastCode;
        });
        var check = await _browser.RequestAsync(services =>
            services.GetRequiredService<IVoiceCodeManager<SiteAdmin>>().SignInAsync(code, cancellationToken: Stop));

        Assert.Equal(VoiceCodeReason.None, check.Reason);
        Assert.Equal($"{admin.Id}", await _browser.RequestAsync(services => IdOfSessionAsync<SiteAdmin>(services)));
    }

    [Theory]
    [InlineData("+8613911281234")]
    [InlineData("139 1128 1235")]
    public async Task ChangePhoneNumberAsync_RowChangedMeanwhile_StoresE164(string typed)
    {
        var user = await _site.CreateUserAsync(number: null);
        var code = await CallAsync(user, VoiceCodePurpose.ChangePhoneNumber(typed));
        _site.Between.Step = () => ChangeRowAsync(user);

        var check = await _browser.RequestAsync(async services =>
            await services.GetRequiredService<IVoiceCodeManager<SiteUser>>().ChangePhoneNumberAsync(
                await FindAsync(services, user), typed, code, Stop));

        Assert.Equal(VoiceCodeReason.None, check.Reason);
        var stored = await StoredAsync(user);
        Assert.Equal(typed.EndsWith('5') ? "+8613911281235" : "+8613911281234", stored.PhoneNumber);
        Assert.True(stored.PhoneNumberConfirmed);
        Assert.Equal("new@example.com", stored.Email);
    }

    [Fact]
    public async Task ChangePhoneNumberAsync_SignedIn_KeepsThisSession()
    {
        var user = await _site.CreateUserAsync();
        await SignInAsync(_browser, await EnterPasswordAsync(_browser));
        var code = await CallAsync(user, VoiceCodePurpose.ChangePhoneNumber("+8613911281235"));

        var check = await _browser.RequestAsync(async services =>
        {
            await AuthenticateAsync(services);
            return await services.GetRequiredService<IVoiceCodeManager<SiteUser>>().ChangePhoneNumberAsync(
                await FindAsync(services, user), "+8613911281235", code, Stop);
        });

        Assert.Equal(VoiceCodeReason.None, check.Reason);
        Assert.NotNull(await _browser.RequestAsync(async services =>
            await services.GetRequiredService<SignInManager<SiteUser>>().ValidateSecurityStampAsync(await AuthenticateAsync(services))));
    }

    [Fact]
    public async Task ResetPasswordAsync_LinkAndCode_ResetsIt()
    {
        var user = await _site.CreateUserAsync();
        var token = await TokenAsync(user);
        var code = await CallAsync(user, VoiceCodePurpose.ResetPassword);
        _site.Between.Step = () => ChangeRowAsync(user);

        Assert.Equal(VoiceCodeReason.None, (await ResetAsync(user, token, "Another-horse-8", code)).Reason);
        Assert.True(await _site.ElsewhereAsync(user.Id, (users, stored) => users.CheckPasswordAsync(stored, "Another-horse-8")));
        Assert.Equal(VoiceCodeReason.InvalidToken, (await ResetAsync(user, token, "Another-horse-9", code)).Reason);
    }

    [Fact]
    public async Task ResetPasswordAsync_PasswordBreaksARule_KeepsTheCode()
    {
        var user = await _site.CreateUserAsync();
        var token = await TokenAsync(user);
        var code = await CallAsync(user, VoiceCodePurpose.ResetPassword);

        var refused = await ResetAsync(user, token, "short", code);
        Assert.Equal(VoiceCodeReason.Refused, refused.Reason);
        Assert.Contains(refused.Errors, error => error.Code is nameof(IdentityErrorDescriber.PasswordTooShort));
        Assert.Equal(VoiceCodeReason.None, (await ResetAsync(user, token, "Another-horse-8", code)).Reason);
    }

    [Fact]
    public async Task ResetPasswordAsync_CodeWithoutLink_ChangesNothingAndKeepsTheCode()
    {
        var user = await _site.CreateUserAsync();
        var code = await CallAsync(user, VoiceCodePurpose.ResetPassword);

        Assert.Equal(VoiceCodeReason.InvalidToken, (await ResetAsync(user, "no token", "Another-horse-8", code)).Reason);
        Assert.Equal(VoiceCodeReason.None, (await ResetAsync(user, await TokenAsync(user), "Another-horse-8", code)).Reason);
    }

    [Fact]
    public async Task RequestCallAsync_CircuitOfAnOldUser_RingsTheStoredNumberAndForgetsOldCodes()
    {
        var user = await _site.CreateUserAsync();
        await using var circuit = _site.NewCircuit();
        var codes = circuit.ServiceProvider.GetRequiredService<IVoiceCodeManager<SiteUser>>();
        var old = await FindAsync(circuit.ServiceProvider, user);
        await codes.RequestCallAsync(old, "pay", Stop);
        var oldCode = _site.Sender.LastCode;
        await _site.ElsewhereAsync(user.Id, async (users, stored) => await users.ChangePhoneNumberAsync(
            stored, "+8613911281235", await users.GenerateChangePhoneNumberTokenAsync(stored, "+8613911281235")));

        Assert.Equal("+8613911281234", (await FindAsync(circuit.ServiceProvider, user)).PhoneNumber);
        Assert.NotEqual(VoiceCodeReason.None, (await codes.VerifyAsync(old, "pay", oldCode, Stop)).Reason);
        _site.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(VoiceCodeReason.None, (await codes.RequestCallAsync(old, "pay", Stop)).Reason);
        Assert.Equal("+8613911281235", _site.Sender.Calls.Last().To.E164);
        Assert.Equal(VoiceCodeReason.None, (await codes.VerifyAsync(old, "pay", _site.Sender.LastCode, Stop)).Reason);
    }

    [Fact]
    public async Task RequestCallAsync_CircuitOfALockedOutUser_RingsNobody()
    {
        var user = await _site.CreateUserAsync();
        await using var circuit = _site.NewCircuit();
        var old = await FindAsync(circuit.ServiceProvider, user);
        await _site.ElsewhereAsync(user.Id, (users, stored) => users.SetLockoutEndDateAsync(stored, DateTimeOffset.MaxValue));

        var call = await circuit.ServiceProvider.GetRequiredService<IVoiceCodeManager<SiteUser>>().RequestCallAsync(old, "pay", Stop);

        Assert.Equal(VoiceCodeReason.UserNotAllowed, call.Reason);
        Assert.Empty(_site.Sender.Calls);
    }

    [Fact]
    public async Task DefaultRegion_NationalNumber_RingsThereAndIsStoredInE164()
    {
        using var site = new IdentitySite(options =>
        {
            options.Destinations.DefaultRegion = "US";
            options.Destinations.Allowed = new() { ["US"] = [PhoneNumberKind.FixedLineOrMobile] };
        });
        var user = await site.CreateUserAsync("(202) 555-0143");
        await site.NewBrowser().RequestAsync(async services => await services.GetRequiredService<IVoiceCodeManager<SiteUser>>()
            .RequestCallAsync(await FindAsync(services, user), VoiceCodePurpose.LogIn, Stop));
        Assert.Equal("+12025550143", site.Sender.Calls.Last().To.E164);

        site.Clock.Advance(TimeSpan.FromMinutes(2));
        await site.NewBrowser().RequestAsync(async services => await services.GetRequiredService<IVoiceCodeManager<SiteUser>>()
            .RequestCallAsync(await FindAsync(services, user), VoiceCodePurpose.ChangePhoneNumber("202-555-0144"), Stop));
        var check = await site.NewBrowser().RequestAsync(async services => await services.GetRequiredService<IVoiceCodeManager<SiteUser>>()
            .ChangePhoneNumberAsync(await FindAsync(services, user), "202-555-0144", site.Sender.LastCode, Stop));
        Assert.Equal(VoiceCodeReason.None, check.Reason);
        Assert.Equal("+12025550144", await site.ElsewhereAsync(user.Id, (_, stored) => Task.FromResult(stored.PhoneNumber)));
    }

    private static Task<SiteUser> FindAsync(IServiceProvider services, SiteUser user) =>
        services.GetRequiredService<UserManager<SiteUser>>().FindByIdAsync($"{user.Id}")!;

    private static async Task<ClaimsPrincipal> AuthenticateAsync(IServiceProvider services)
    {
        var context = services.GetRequiredService<IHttpContextAccessor>().HttpContext!;
        var result = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        return context.User = result.Principal ?? new();
    }

    private static async Task<string?> IdOfSessionAsync<TUser>(IServiceProvider services)
        where TUser : class =>
        services.GetRequiredService<UserManager<TUser>>().GetUserId(await AuthenticateAsync(services));

    private static Task<VoiceCodeVerification> SignInAsync(Browser browser, string code) => browser.RequestAsync(services =>
        services.GetRequiredService<IVoiceCodeManager<SiteUser>>().SignInAsync(code, cancellationToken: Stop));

    private static async Task<int?> SignedInAsync(Browser browser) =>
        await browser.RequestAsync(IdOfSessionAsync<SiteUser>) is { } id ? int.Parse(id) : null;

    private async Task<string> EnterPasswordAsync(Browser browser)
    {
        var result = await browser.RequestAsync(services => services.GetRequiredService<SignInManager<SiteUser>>()
            .PasswordSignInAsync("somebody", IdentitySite.Password, isPersistent: false, lockoutOnFailure: true));
        Assert.True(result.RequiresTwoFactor);
        return await browser.RequestAsync(async services =>
        {
            var user = await services.GetRequiredService<SignInManager<SiteUser>>().GetTwoFactorAuthenticationUserAsync();
            var call = await services.GetRequiredService<IVoiceCodeManager<SiteUser>>()
                .RequestCallAsync(user!, VoiceCodePurpose.LogIn, Stop);
            Assert.Equal(VoiceCodeReason.None, call.Reason);
            return _site.Sender.LastCode;
        });
    }

    private Task<string> CallAsync(SiteUser user, string purpose) => _site.NewBrowser().RequestAsync(async services =>
    {
        _site.Clock.Advance(TimeSpan.FromMinutes(2));
        var call = await services.GetRequiredService<IVoiceCodeManager<SiteUser>>()
            .RequestCallAsync(await FindAsync(services, user), purpose, Stop);
        Assert.Equal(VoiceCodeReason.None, call.Reason);
        return _site.Sender.LastCode;
    });

    private Task<string> TokenAsync(SiteUser user) => _site.ElsewhereAsync(
        user.Id, (users, stored) => users.GeneratePasswordResetTokenAsync(stored));

    private Task<VoiceCodeVerification> ResetAsync(SiteUser user, string token, string password, string code) =>
        _browser.RequestAsync(async services => await services.GetRequiredService<IVoiceCodeManager<SiteUser>>()
            .ResetPasswordAsync(await FindAsync(services, user), token, password, code, Stop));

    // Nothing that a code is bound to.
    private Task<IdentityResult> ChangeRowAsync(SiteUser user) => _site.ElsewhereAsync(user.Id, (users, stored) =>
    {
        stored.Email = "new@example.com";
        return users.UpdateAsync(stored);
    });

    private Task<SiteUser> StoredAsync(SiteUser user) => _site.ElsewhereAsync(user.Id, (_, stored) => Task.FromResult(stored));
}

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Hooks;
using Ytx.Identity.Phones;
using Ytx.Identity.Tests.Site;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Phones;

public sealed class PhoneAccountsTests
{
    private const string Number = "+8613911281234";
    private const string Other = "+8613911285678";

    [Fact]
    public async Task SignIn_NewNumber_MakesAnAccountAndOffersAPasskey()
    {
        await using var site = await PhoneSite.StartAsync();
        var visitor = site.NewVisitor();

        Assert.Equal("Registered passkey", await site.SignInAsync(visitor));

        var id = await visitor.PostAsync("/me");
        var user = await site.AskAsync(users => users.FindByIdAsync(id));
        Assert.Equal((Number, true, false), (user!.PhoneNumber, user.PhoneNumberConfirmed, user.TwoFactorEnabled));
        Assert.DoesNotContain("1391128", user.UserName, StringComparison.Ordinal);
        Assert.Equal("tel", await visitor.PostAsync("/claims"));
        Assert.Empty(site.Notices.All);
    }

    [Fact]
    public async Task SignIn_SecondTime_IsTheSameAccount()
    {
        await using var site = await PhoneSite.StartAsync();
        var (first, second) = (site.NewVisitor(), site.NewVisitor());
        await site.SignInAsync(first);

        Assert.Equal("SignedIn passkey", await site.SignInAsync(second));

        Assert.Equal(await first.PostAsync("/me"), await second.PostAsync("/me"));
    }

    [Fact]
    public async Task SignIn_NewDevice_IsToldToTheOwnerOnce()
    {
        await using var site = await PhoneSite.StartAsync();
        var (first, second) = (site.NewVisitor(), site.NewVisitor());
        await site.SignInAsync(first);
        await site.SignInAsync(first);
        Assert.Empty(site.Notices.All);

        await site.SignInAsync(second);
        await site.SignInAsync(second);

        var notice = Assert.Single(site.Notices.All);
        Assert.Equal((PhoneNoticeKind.NewDevice, "139****1234"), (notice.Kind, notice.MaskedNumber));
    }

    [Fact]
    public async Task SignIn_ProofOfAnotherPurpose_IsRefused()
    {
        await using var site = await PhoneSite.StartAsync();
        var visitor = site.NewVisitor();

        Assert.Equal("InvalidToken", await visitor.PostAsync($"/sign-in?proof={await site.ProveAsync(purpose: "newsletter")}"));
        Assert.Equal("nobody", await visitor.PostAsync("/me"));
    }

    [Fact]
    public async Task SignIn_OneProofSixtyFourTimes_OneAccountAndOneSession()
    {
        await using var site = await PhoneSite.StartAsync();
        var proof = await site.ProveAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => site.NewVisitor().PostAsync($"/sign-in?proof={proof}")));

        Assert.Single(all, "Registered passkey");
        Assert.All(all.Where(each => each != "Registered passkey"), each => Assert.Contains(each, new[] { "InvalidToken", "Unavailable" }));
        Assert.Equal(1, await site.AskAsync(users => users.Users.CountAsync()));
    }

    [Fact]
    public async Task SignIn_SixteenProofsOfOneNewNumber_MakeOneAccount()
    {
        await using var site = await PhoneSite.StartAsync();
        var proofs = new List<string>();
        for (var i = 0; i < 16; i++)
        {
            proofs.Add(await site.ProveAsync());
        }

        await Task.WhenAll(proofs.Select(proof => site.NewVisitor().PostAsync($"/sign-in?proof={proof}")));

        Assert.Equal(1, await site.AskAsync(users => users.Users.CountAsync()));
    }

    [Fact]
    public async Task SignIn_TwoAccountsHaveTheNumber_OpensNeither()
    {
        await using var site = await PhoneSite.StartAsync();
        await site.CreateAsync("one");
        await site.CreateAsync("two");
        var visitor = site.NewVisitor();

        Assert.Equal("UserNotAllowed", await site.SignInAsync(visitor));
        Assert.Equal("nobody", await visitor.PostAsync("/me"));
    }

    [Fact]
    public async Task SignIn_LockedAccount_IsNotAllowed()
    {
        await using var site = await PhoneSite.StartAsync();
        var user = await site.CreateAsync();
        await site.ChangeAsync(user.Id, (users, stored) => users.SetLockoutEndDateAsync(stored, DateTimeOffset.MaxValue));

        Assert.Equal("UserNotAllowed", await site.SignInAsync(site.NewVisitor()));
    }

    [Fact]
    public async Task SignIn_SecondFactorIsOn_PhoneAloneOpensNothing()
    {
        await using var site = await PhoneSite.StartAsync();
        var user = await site.CreateAsync(hasSecondFactor: true);
        var visitor = site.NewVisitor();

        Assert.Equal("SecondStepNeeded", await site.SignInAsync(visitor));

        Assert.Equal("nobody", await visitor.PostAsync("/me"));
        Assert.Equal("UserNotAllowed", await visitor.PostAsync("/password?password=wrong"));
        Assert.Equal("nobody", await visitor.PostAsync("/me"));
        Assert.Equal("SignedIn", await visitor.PostAsync($"/password?password={IdentitySite.Password}"));
        Assert.Equal(user.Id, await visitor.PostAsync("/me"));
        Assert.Equal("tel pwd mfa", await visitor.PostAsync("/claims"));
    }

    [Fact]
    public async Task SignIn_SecondFactorIsOn_ACallToTheSamePhoneIsNoSecondStep()
    {
        await using var site = await PhoneSite.StartAsync();
        await site.CreateAsync(hasSecondFactor: true);

        // The code of a log-in with the password, rung by its owner elsewhere.
        var owner = site.NewVisitor();
        Assert.Equal("RequiresTwoFactor", await owner.PostAsync("/by-password"));
        Assert.Equal("None", await owner.PostAsync("/ring"));
        var code = site.Sender.LastCode;
        var thief = site.NewVisitor();
        Assert.Equal("SecondStepNeeded", await site.SignInAsync(thief));
        var calls = site.Sender.Calls.Count;

        Assert.Equal("UserNotAllowed", await thief.PostAsync("/ring"));
        Assert.Equal("UserNotAllowed", await thief.PostAsync($"/code?code={code}"));
        Assert.Equal("Failed", await thief.PostAsync($"/identitys-code?code={code}"));
        Assert.Equal(calls, site.Sender.Calls.Count);
        Assert.Equal("nobody", await thief.PostAsync("/me"));
        Assert.Equal("None", await owner.PostAsync($"/code?code={code}"));
    }

    [Fact]
    public async Task SignIn_SecondFactorIsOn_ARecoveryCodeIsOne()
    {
        await using var site = await PhoneSite.StartAsync();
        var user = await site.CreateAsync(hasSecondFactor: true);
        var code = (await site.AskAsync(async users =>
            await users.GenerateNewTwoFactorRecoveryCodesAsync((await users.FindByIdAsync(user.Id))!, 1)))!.Single();
        var visitor = site.NewVisitor();
        await site.SignInAsync(visitor);

        Assert.Equal("Succeeded", await visitor.PostAsync($"/recovery?code={code}"));
        Assert.Equal(user.Id, await visitor.PostAsync("/me"));
    }

    [Fact]
    public async Task SignInWithPassword_LogInThatBeganWithThePassword_IsNoSecondStep()
    {
        await using var site = await PhoneSite.StartAsync();
        await site.CreateAsync(hasSecondFactor: true);
        var visitor = site.NewVisitor();
        Assert.Equal("RequiresTwoFactor", await visitor.PostAsync("/by-password"));

        Assert.Equal("NoLogInWaits", await visitor.PostAsync($"/password?password={IdentitySite.Password}"));
        Assert.Equal("nobody", await visitor.PostAsync("/me"));
    }

    [Fact]
    public async Task SignInWithPassword_StampHasChanged_IsOver()
    {
        await using var site = await PhoneSite.StartAsync();
        var user = await site.CreateAsync(hasSecondFactor: true);
        var visitor = site.NewVisitor();
        await site.SignInAsync(visitor);
        await site.ChangeAsync(user.Id, (users, stored) => users.UpdateSecurityStampAsync(stored));

        Assert.Equal("NoLogInWaits", await visitor.PostAsync($"/password?password={IdentitySite.Password}"));
    }

    [Fact]
    public async Task SignInWithPassword_TenWrongOnes_LockTheAccount()
    {
        await using var site = await PhoneSite.StartAsync();
        await site.CreateAsync(hasSecondFactor: true);
        var visitor = site.NewVisitor();
        await site.SignInAsync(visitor);
        for (var i = 0; i < 5; i++)
        {
            await visitor.PostAsync("/password?password=wrong");
        }

        Assert.Equal("UserNotAllowed", await visitor.PostAsync($"/password?password={IdentitySite.Password}"));
    }

    [Fact]
    public async Task SignIn_AccountHasAPasskey_PhoneIsTheWayBackAfterADay()
    {
        await using var site = await PhoneSite.StartAsync();
        var user = await site.CreateAsync();
        await site.AddPasskeyAsync(user.Id);
        var visitor = site.NewVisitor();

        Assert.Equal("WayBack", await site.SignInAsync(visitor));
        var notice = Assert.Single(site.Notices.All);
        Assert.Equal((PhoneNoticeKind.WayBackAsked, site.Clock.GetUtcNow() + TimeSpan.FromHours(24)), (notice.Kind, notice.EffectiveAt));
        site.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal("WayBack", await site.SignInAsync(visitor));
        Assert.Single(site.Notices.All);
        site.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("SignedIn", await site.SignInAsync(visitor));
        Assert.Equal(user.Id, await visitor.PostAsync("/me"));
        Assert.Contains(PhoneNoticeKind.WayBackUsed, site.Notices.Kinds);
        Assert.Equal("WayBack", await site.SignInAsync(site.NewVisitor()));
    }

    [Fact]
    public async Task SignIn_WayBackWasStopped_BeginsAnew()
    {
        await using var site = await PhoneSite.StartAsync();
        var user = await site.CreateAsync();
        await site.AddPasskeyAsync(user.Id);
        await site.SignInAsync(site.NewVisitor());
        await site.WithAsync(async services => await services.GetRequiredService<IPhoneAccounts<IdentityUser>>().StopWayBackAsync(
            (await services.GetRequiredService<UserManager<IdentityUser>>().FindByIdAsync(user.Id))!));
        site.Clock.Advance(TimeSpan.FromHours(25));

        Assert.Equal("WayBack", await site.SignInAsync(site.NewVisitor()));
        Assert.Equal(2, site.Notices.Kinds.Count(kind => kind is PhoneNoticeKind.WayBackAsked));
    }

    [Fact]
    public async Task SignIn_WayBackThatNobodyTook_ClosesAgain()
    {
        await using var site = await PhoneSite.StartAsync();
        var user = await site.CreateAsync();
        await site.AddPasskeyAsync(user.Id);
        await site.SignInAsync(site.NewVisitor());
        site.Clock.Advance(TimeSpan.FromHours(48));

        Assert.Equal("WayBack", await site.SignInAsync(site.NewVisitor()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SignIn_WayBackThatNobodyIsToldOf_DoesNotOpen(bool isBroken)
    {
        await using var site = await PhoneSite.StartAsync(isTold: isBroken);
        var user = await site.CreateAsync();
        await site.AddPasskeyAsync(user.Id);
        if (isBroken)
        {
            site.Notices.IsBroken = true;
        }

        Assert.Equal("Unavailable", await site.SignInAsync(site.NewVisitor()));
        site.Clock.Advance(TimeSpan.FromHours(30));
        Assert.Equal("Unavailable", await site.SignInAsync(site.NewVisitor()));
    }

    [Fact]
    public async Task SignIn_PasswordAndPolicyOtherWay_NewBrowserWaits()
    {
        await using var site = await PhoneSite.StartAsync(settings: new() { ["Ytx:PhoneSignIn:PhoneOnlyUntil"] = "OtherWay" });
        await site.CreateAsync();
        var visitor = site.NewVisitor();

        Assert.Equal("WayBack", await site.SignInAsync(visitor));
        Assert.Equal([PhoneNoticeKind.WayBackAsked], site.Notices.Kinds);
        site.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("SignedIn passkey", await site.SignInAsync(visitor));

        // Known from now on.
        Assert.Equal("SignedIn passkey", await site.SignInAsync(visitor));
        Assert.Equal("WayBack", await site.SignInAsync(site.NewVisitor()));
    }

    [Fact]
    public async Task SignIn_NoPasswordAndPolicyOtherWay_PhoneIsTheOnlyWay()
    {
        await using var site = await PhoneSite.StartAsync(settings: new() { ["Ytx:PhoneSignIn:PhoneOnlyUntil"] = "OtherWay" });
        await site.CreateAsync(hasPassword: false);

        Assert.Equal("SignedIn passkey", await site.SignInAsync(site.NewVisitor()));
    }

    [Fact]
    public async Task SignIn_PasskeyAndPolicyAlways_PhoneOpens()
    {
        await using var site = await PhoneSite.StartAsync(settings: new() { ["Ytx:PhoneSignIn:PhoneOnlyUntil"] = "Always" });
        var user = await site.CreateAsync();
        await site.AddPasskeyAsync(user.Id);

        Assert.Equal("SignedIn", await site.SignInAsync(site.NewVisitor()));
    }

    [Fact]
    public async Task SignIn_NumberWasGivenToSomebodyElse_OldAccountKeepsItAWeek()
    {
        var history = new History { HasChanged = true };
        await using var site = await PhoneSite.StartAsync(services => services.AddSingleton<INumberHistory>(history));
        var user = await site.CreateAsync();
        var visitor = site.NewVisitor();

        Assert.Equal("NumberHeld", await site.SignInAsync(visitor));
        Assert.Equal("nobody", await visitor.PostAsync("/me"));
        Assert.Equal([PhoneNoticeKind.NumberClaimed], site.Notices.Kinds);
        site.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.Equal("NumberHeld", await site.SignInAsync(visitor));
        site.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Registered passkey", await site.SignInAsync(visitor));
        Assert.NotEqual(user.Id, await visitor.PostAsync("/me"));
        var old = await site.AskAsync(users => users.FindByIdAsync(user.Id));
        Assert.Equal((null, false), (old!.PhoneNumber, old.PhoneNumberConfirmed));
        Assert.Equal([PhoneNoticeKind.NumberClaimed, PhoneNoticeKind.NumberLost], site.Notices.Kinds);
    }

    [Fact]
    public async Task SignIn_OldAccountProvesTheNumberAgain_KeepsIt()
    {
        var history = new History { HasChanged = true };
        await using var site = await PhoneSite.StartAsync(services => services.AddSingleton<INumberHistory>(history));
        var user = await site.CreateAsync();
        Assert.Equal("NumberHeld", await site.SignInAsync(site.NewVisitor()));
        site.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(VoiceCodeReason.None, await ChangePhoneAsync(site, user.Id, Number));
        var proved = site.Clock.GetUtcNow();
        site.Clock.Advance(TimeSpan.FromDays(5));

        Assert.Equal("NumberHeld", await site.SignInAsync(site.NewVisitor()));
        Assert.Equal(proved, history.Since);
        Assert.Equal(Number, (await site.AskAsync(users => users.FindByIdAsync(user.Id)))!.PhoneNumber);
    }

    [Fact]
    public async Task SignIn_ClaimOfAnEarlierNumber_IsNoneOfTheNewOne()
    {
        var history = new History { HasChanged = true };
        await using var site = await PhoneSite.StartAsync(services => services.AddSingleton<INumberHistory>(history));
        var user = await site.CreateAsync();
        Assert.Equal("NumberHeld", await site.SignInAsync(site.NewVisitor()));

        // As Identity's own methods do it, which know nothing of claims.
        await site.ChangeAsync(user.Id, async (users, stored) => await users.ChangePhoneNumberAsync(
            stored, Other, await users.GenerateChangePhoneNumberTokenAsync(stored, Other)));
        site.Clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal("NumberHeld", await site.SignInAsync(site.NewVisitor(), Other));
        Assert.Equal(Other, (await site.AskAsync(users => users.FindByIdAsync(user.Id)))!.PhoneNumber);
    }

    [Fact]
    public async Task SignIn_ClaimOfLongAgo_IsToldAgain()
    {
        await using var site = await PhoneSite.StartAsync(services => services.AddSingleton<INumberHistory>(new History { HasChanged = true }));
        var user = await site.CreateAsync();
        Assert.Equal("NumberHeld", await site.SignInAsync(site.NewVisitor()));
        site.Clock.Advance(TimeSpan.FromDays(14));

        Assert.Equal("NumberHeld", await site.SignInAsync(site.NewVisitor()));
        Assert.Equal([PhoneNoticeKind.NumberClaimed, PhoneNoticeKind.NumberClaimed], site.Notices.Kinds);
        Assert.Equal(Number, (await site.AskAsync(users => users.FindByIdAsync(user.Id)))!.PhoneNumber);
    }

    [Fact]
    public async Task SignIn_SiteThatWantsConfirmedMail_MakesNoAccountAndLeavesTheProof()
    {
        await using var site = await PhoneSite.StartAsync(
            services => services.Configure<IdentityOptions>(options => options.SignIn.RequireConfirmedEmail = true));
        var proof = await site.ProveAsync();

        Assert.Equal("UserNotAllowed", await site.NewVisitor().PostAsync($"/sign-in?proof={proof}"));
        Assert.Equal(0, await site.AskAsync(users => users.Users.CountAsync()));
        Assert.True((await CreateAsync(site, new IdentityUser(), proof)).Succeeded);
    }

    [Fact]
    public async Task SignIn_FreedNumberWhereMailMustBeConfirmed_MakesNoAccount()
    {
        await using var site = await PhoneSite.StartAsync(services => services
            .AddSingleton<INumberHistory>(new History { HasChanged = true })
            .Configure<IdentityOptions>(options => options.SignIn.RequireConfirmedEmail = true));
        var user = await site.CreateAsync();
        await site.ChangeAsync(user.Id, (users, stored) =>
        {
            (stored.Email, stored.EmailConfirmed) = ("somebody@example.com", true);
            return users.UpdateAsync(stored);
        });
        Assert.Equal("NumberHeld", await site.SignInAsync(site.NewVisitor()));
        site.Clock.Advance(TimeSpan.FromDays(7));

        Assert.Equal("UserNotAllowed", await site.SignInAsync(site.NewVisitor()));
        Assert.Equal(1, await site.AskAsync(users => users.Users.CountAsync()));
    }

    [Fact]
    public async Task SignIn_HistoryIsAway_NobodyGetsIn()
    {
        await using var site = await PhoneSite.StartAsync(services => services.AddSingleton<INumberHistory>(new History { IsBroken = true }));
        await site.CreateAsync();

        Assert.Equal("Unavailable", await site.SignInAsync(site.NewVisitor()));
    }

    [Fact]
    public async Task SignIn_ClaimThatNobodyIsToldOf_NeverCounts()
    {
        await using var site = await PhoneSite.StartAsync(
            services => services.AddSingleton<INumberHistory>(new History { HasChanged = true }), isTold: false);
        await site.CreateAsync();

        Assert.Equal("NumberHeld", await site.SignInAsync(site.NewVisitor()));
        site.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal("NumberHeld", await site.SignInAsync(site.NewVisitor()));
    }

    [Fact]
    public async Task ChangePhone_NumberOfAnotherAccount_WaitsUntilThatOneWasTold()
    {
        await using var site = await PhoneSite.StartAsync();
        var holder = await site.CreateAsync("holder");
        var user = await site.CreateAsync("newcomer", number: null);

        Assert.Equal(VoiceCodeReason.Refused, await ChangePhoneAsync(site, user.Id, Number));
        Assert.Equal([PhoneNoticeKind.NumberClaimed], site.Notices.Kinds);
        site.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(VoiceCodeReason.None, await ChangePhoneAsync(site, user.Id, Number));

        Assert.Equal(Number, (await site.AskAsync(users => users.FindByIdAsync(user.Id)))!.PhoneNumber);
        Assert.Null((await site.AskAsync(users => users.FindByIdAsync(holder.Id)))!.PhoneNumber);
    }

    [Fact]
    public async Task ChangePhone_HolderSignsInByPhone_KeepsTheNumber()
    {
        await using var site = await PhoneSite.StartAsync();
        var holder = await site.CreateAsync("holder");
        var user = await site.CreateAsync("newcomer", number: null);
        await ChangePhoneAsync(site, user.Id, Number);
        site.Clock.Advance(TimeSpan.FromSeconds(10));
        await site.SignInAsync(site.NewVisitor());
        site.Clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal(VoiceCodeReason.Refused, await ChangePhoneAsync(site, user.Id, Number));
        Assert.Equal(Number, (await site.AskAsync(users => users.FindByIdAsync(holder.Id)))!.PhoneNumber);
    }

    [Fact]
    public async Task ChangePhone_SeveralMayHaveOneNumber_IsFree()
    {
        await using var site = await PhoneSite.StartAsync(settings: new() { ["Ytx:PhoneSignIn:OneAccountPerNumber"] = "false" });
        await site.CreateAsync("holder");
        var user = await site.CreateAsync("newcomer", number: null);

        Assert.Equal(VoiceCodeReason.None, await ChangePhoneAsync(site, user.Id, Number));
    }

    [Fact]
    public async Task ChangePhone_WrongCode_TellsNothingOfTheHolder()
    {
        await using var site = await PhoneSite.StartAsync();
        await site.CreateAsync("holder");
        var user = await site.CreateAsync("newcomer", number: null);

        Assert.Equal(VoiceCodeReason.WrongCode, await ChangePhoneAsync(site, user.Id, Number, code => TestSite.Wrong(code)));
        Assert.Empty(site.Notices.All);
    }

    [Fact]
    public async Task CreateWithPhone_ProofOfANewNumber_IsConfirmedOnTheUser()
    {
        await using var site = await PhoneSite.StartAsync();
        var proof = await site.ProveAsync();
        var user = new IdentityUser { UserName = "alice" };

        Assert.True((await CreateAsync(site, user, proof)).Succeeded);
        Assert.Equal("alice", (await FindAsync(site, "139 1128 1234"))!.UserName);
        Assert.Null(await FindAsync(site, Other));
        await site.ChangeAsync((await FindAsync(site, Number))!.Id, (users, stored) => users.DeleteAsync(stored));
        site.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("InvalidPhoneProof", Assert.Single((await CreateAsync(site, new IdentityUser(), proof)).Errors).Code);
    }

    [Fact]
    public async Task CreateWithPhone_NameThatIdentityRefuses_LeavesTheProof()
    {
        await using var site = await PhoneSite.StartAsync();
        var proof = await site.ProveAsync();

        Assert.Equal("InvalidUserName", Assert.Single((await CreateAsync(site, new IdentityUser { UserName = "a b" }, proof)).Errors).Code);
        Assert.True((await CreateAsync(site, new IdentityUser { UserName = "ab" }, proof)).Succeeded);
    }

    [Fact]
    public async Task CreateWithPhone_NumberOfAnotherAccount_IsRefused()
    {
        await using var site = await PhoneSite.StartAsync();
        await site.CreateAsync();

        Assert.Equal("DuplicatePhoneNumber", Assert.Single((await CreateAsync(site, new IdentityUser(), await site.ProveAsync())).Errors).Code);
    }

    private static Task<IdentityResult> CreateAsync(PhoneSite site, IdentityUser user, string proof) => site.WithAsync(
        services => services.GetRequiredService<IPhoneAccounts<IdentityUser>>().CreateWithPhoneAsync(user, proof));

    private static Task<IdentityUser?> FindAsync(PhoneSite site, string number) => site.WithAsync(
        services => services.GetRequiredService<IPhoneAccounts<IdentityUser>>().FindByPhoneAsync(number));

    private static Task<VoiceCodeReason> ChangePhoneAsync(
        PhoneSite site, string id, string number, Func<string, string>? type = null) => site.WithAsync(async services =>
        {
            var user = (await services.GetRequiredService<UserManager<IdentityUser>>().FindByIdAsync(id))!;
            var codes = services.GetRequiredService<IVoiceCodeManager<IdentityUser>>();
            Assert.True((await codes.RequestCallAsync(user, VoiceCodePurpose.ChangePhoneNumber(number))).Succeeded);
            return (await codes.ChangePhoneNumberAsync(user, number, (type ?? (code => code))(site.Sender.LastCode))).Reason;
        });

    private sealed class History : INumberHistory
    {
        public bool HasChanged { get; init; }

        public bool IsBroken { get; init; }

        public DateTimeOffset? Since { get; private set; }

        public ValueTask<bool> HasChangedHandsAsync(
            PhoneNumber number, DateTimeOffset? since, CancellationToken cancellationToken = default)
        {
            Since = since;
            return IsBroken ? throw new HttpRequestException() : ValueTask.FromResult(HasChanged);
        }
    }
}

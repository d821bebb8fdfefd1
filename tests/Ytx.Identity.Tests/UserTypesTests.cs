using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

/// <summary>Two types of users in one container, whose users may have one id, one stamp and one number.</summary>
public sealed class UserTypesTests : IDisposable
{
    private readonly TestSite _site = new(services: services =>
    {
        services.AddSingleton<IUserStore<TestAdmin>, TestUserStore<TestAdmin>>();
        services.AddIdentityCore<TestAdmin>().AddYtxVoiceTokenProvider();
    });

    private readonly TestUser _user = new() { Id = "1", SecurityStamp = "stamp" };
    private readonly TestAdmin _admin = new() { Id = "1", SecurityStamp = "stamp" };

    private UserManager<TestAdmin> Admins => _site.Services.GetRequiredService<UserManager<TestAdmin>>();

    private IVoiceCodeManager<TestAdmin> AdminCodes => _site.Services.GetRequiredService<IVoiceCodeManager<TestAdmin>>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task GenerateTwoFactorTokenAsync_BothTypes_RingAndVerify()
    {
        await CreateAsync();

        var code = await _site.Users.GenerateTwoFactorTokenAsync(_user, YtxVoiceDefaults.ProviderName);
        Assert.True(await _site.Users.VerifyTwoFactorTokenAsync(_user, YtxVoiceDefaults.ProviderName, code));

        // The cool-down of the number, which is one phone for both.
        _site.Clock.Advance(TimeSpan.FromMinutes(2));
        code = await Admins.GenerateTwoFactorTokenAsync(_admin, YtxVoiceDefaults.ProviderName);
        Assert.True(await Admins.VerifyTwoFactorTokenAsync(_admin, YtxVoiceDefaults.ProviderName, code));
    }

    [Fact]
    public async Task VerifyAsync_CodeOfTheOtherType_IsNotThereAndStaysUsable()
    {
        await CreateAsync();
        var code = await _site.CallAsync(_user);

        Assert.Equal(
            VoiceCodeReason.NoLiveCode, (await AdminCodes.VerifyAsync(_admin, VoiceCodePurpose.LogIn, code, Stop)).Reason);
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(_user, code));
    }

    [Fact]
    public async Task VerifyAsync_OtherTypeLockedOut_IsNot()
    {
        await CreateAsync();
        for (var i = 0; i < 2; i++)
        {
            var code = await _site.CallAsync(_user);
            for (var wrong = 1; wrong <= 5; wrong++)
            {
                await _site.TryAsync(_user, TestSite.Wrong(code, wrong));
            }

            _site.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(VoiceCodeReason.LockedOut, await _site.TryAsync(_user, "123456"));
        var call = await AdminCodes.RequestCallAsync(_admin, VoiceCodePurpose.LogIn, Stop);
        Assert.Equal(VoiceCodeReason.None, call.Reason);
        Assert.True(await _site.Codes.UnlockAsync(_user, VoiceCodePurposeKind.LogIn, Stop));
        Assert.Equal(VoiceCodeReason.TriesUsedUp, await _site.TryAsync(_user, "123456"));
    }

    [Fact]
    public void AddYtxVoiceTokenProvider_OneTypeTwice_RegistersOnce()
    {
        var services = new ServiceCollection();
        services.AddIdentityCore<TestUser>().AddYtxVoiceTokenProvider().AddYtxVoiceTokenProvider();

        Assert.Single(services, service => service.ServiceType == typeof(YtxVoiceTokenProvider<TestUser>));
    }

    private async Task CreateAsync()
    {
        await _site.Services.GetRequiredService<IUserStore<TestUser>>().CreateAsync(_user, Stop);
        await _site.Services.GetRequiredService<IUserStore<TestAdmin>>().CreateAsync(_admin, Stop);
    }
}

namespace Ytx.Identity.Tests.Limits;

/// <summary>The wait between two calls, and the right code that ends it.</summary>
public sealed class CoolDownTests : IDisposable
{
    private const string Mine = "+8613911281235";
    private const string Another = "+8613911381236";
    private static readonly string ConfirmMine = VoiceCodePurpose.ChangePhoneNumber(Mine);
    private static readonly string ConfirmAnother = VoiceCodePurpose.ChangePhoneNumber(Another);

    private readonly TestSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task RequestCall_LogInRightAfterConfirming_Rings()
    {
        var user = await _site.CreateStrangerAsync();
        var token = await _site.Users.GenerateChangePhoneNumberTokenAsync(user, Mine);
        Assert.True((await _site.Users.ChangePhoneNumberAsync(user, Mine, token)).Succeeded);

        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user)));

        Assert.Equal([Mine, Mine], _site.Sender.Calls.Select(call => call.To.E164));
    }

    [Fact]
    public async Task RequestCall_StepUpRightAfterLogIn_Rings()
    {
        var user = await _site.CreateUserAsync();
        await _site.TryAsync(user, await _site.CallAsync(user));

        var code = await _site.CallAsync(user, "pay:order-17");

        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code, "pay:order-17"));
    }

    [Fact]
    public async Task RequestCall_RightAfterRightCodes_IsStillCounted()
    {
        var user = await _site.CreateUserAsync();
        await _site.TryAsync(user, await _site.CallAsync(user));
        await _site.TryAsync(user, await _site.CallAsync(user));

        var third = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal("number-owner-log-in: 2 in 3m", third.DeniedBy?.ToString());
        Assert.Equal(TimeSpan.FromMinutes(3), third.RetryAfter);
    }

    [Fact]
    public async Task RequestCall_AfterAWrongCode_Waits()
    {
        var user = await _site.CreateUserAsync();
        await _site.TryAsync(user, TestSite.Wrong(await _site.CallAsync(user)));

        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user));
        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user, "pay:order-17"));
    }

    [Fact]
    public async Task RequestCall_AfterARightCodeAtAnotherNumber_Waits()
    {
        var user = await _site.CreateStrangerAsync();
        await _site.CallAsync(user, ConfirmAnother);
        var code = await _site.CallAsync(user, ConfirmMine);
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code, ConfirmMine));

        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user, ConfirmAnother));
        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(user, ConfirmMine));
    }

    [Fact]
    public async Task RequestCall_AfterAnothersRightCodeAtTheNumber_Waits()
    {
        var (one, other) = (await _site.CreateUserAsync(), await _site.CreateUserAsync());
        await _site.TryAsync(one, await _site.CallAsync(one));

        var denied = await _site.Codes.RequestCallAsync(other, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);

        Assert.Equal("number-cool-down: 1 in 1m", denied.DeniedBy?.ToString());
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(other));
    }

    [Fact]
    public async Task RequestCall_NoCoolDown_WaitsForNothingButCounts()
    {
        using var site = TestSite.InDevelopment(options => options.Limits.CoolDown = TimeSpan.Zero);
        var (user, other) = (await site.CreateUserAsync(), await site.CreateUserAsync());

        Assert.Equal(await site.CallAsync(user), await site.CallAsync(user));
        Assert.Equal(VoiceCodeReason.None, await site.RingAsync(other));
        Assert.Equal(VoiceCodeReason.None, await site.RingAsync(user));

        var denied = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);
        Assert.Equal("number-owner-log-in: 3 in 10m", denied.DeniedBy?.ToString());
    }
}

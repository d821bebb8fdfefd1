using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Tests.Codes;

/// <summary>A number is what it parses to, however it is written; a purpose is exact and well-formed text.</summary>
public sealed class NumberIdentityTests : IDisposable
{
    private const string Number = "+8613911281235";

    private readonly TestSite _site = new();

    public void Dispose() => _site.Dispose();

    public static TheoryData<string> Spellings =>
    [
        "13911281235", "+86 139-1128-1235", "0086 139 1128 1235", "\uFF11\uFF13\uFF19\uFF11\uFF11\uFF12\uFF18\uFF11\uFF12\uFF13\uFF15",
        "(+86) 139.1128.1235", "\u200E139 1128 1235",
    ];

    public static TheoryData<string> NoNumbers => ["", " ", "110", "+86139", "1-800-FLOWERS", "13911281235;ext=1", "\uD800", "139\uDC00"];

    public static TheoryData<string> Malformed => ["\uD800", "pay:\uDC00", "pay:\uD83D", "\uDE00\uD83D", "a\uD800b", "\uD83D\uDE00\uD83D"];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task VerifyAsync_AnotherSpelling_IsTheSameCode(string spelling)
    {
        var user = await _site.CreateStrangerAsync();
        var code = await _site.CallAsync(user, VoiceCodePurpose.ChangePhoneNumber(spelling));
        _site.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(code, await _site.CallAsync(user, VoiceCodePurpose.ChangePhoneNumber(Number)));
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code, VoiceCodePurpose.ChangePhoneNumber(Number)));
        Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, code, VoiceCodePurpose.ChangePhoneNumber(spelling)));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task ChangePhoneNumberAsync_SpelledOtherwise_ConfirmsIt(string spelling)
    {
        var user = await _site.CreateStrangerAsync();
        var token = await _site.Users.GenerateChangePhoneNumberTokenAsync(user, Number);

        Assert.True((await _site.Users.ChangePhoneNumberAsync(user, spelling, token)).Succeeded);

        // The user's number is as Identity stored it, and its calls and codes are those of the number.
        Assert.Equal(spelling, user.PhoneNumber);
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user)));
        Assert.Equal([Number, Number], _site.Sender.Calls.Select(call => call.To.E164));
    }

    [Fact]
    public async Task VerifyAsync_WrongInManySpellings_SharesTheTriesOfOneCode()
    {
        var user = await _site.CreateStrangerAsync();
        var code = await _site.CallAsync(user, VoiceCodePurpose.ChangePhoneNumber(Number));
        var reasons = new List<VoiceCodeReason>();
        foreach (var spelling in Spellings)
        {
            reasons.Add(await _site.TryAsync(user, TestSite.Wrong(code), VoiceCodePurpose.ChangePhoneNumber(spelling)));
        }

        Assert.Equal([.. Enumerable.Repeat(VoiceCodeReason.WrongCode, 5), VoiceCodeReason.TriesUsedUp], reasons);
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task RequestCall_OwnersNumberSpelledOtherwise_IsTheOwners(string spelling)
    {
        var owner = await _site.CreateUserAsync(user => user.PhoneNumber = spelling);
        for (var i = 0; i < 40; i++)
        {
            await _site.RingAsync(await _site.CreateStrangerAsync(), VoiceCodePurpose.ChangePhoneNumber(Number));
            _site.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(
            VoiceCodeReason.LimitReached,
            await _site.RingAsync(await _site.CreateStrangerAsync(), VoiceCodePurpose.ChangePhoneNumber(Number)));
        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(owner, VoiceCodePurpose.ChangePhoneNumber(Number)));
    }

    [Fact]
    public async Task RequestCall_StoredNumberIsSpelledAnewMeanwhile_SpeaksACodeThatIsRight()
    {
        var user = await _site.CreateUserAsync(user => user.PhoneNumber = "139-1128-1235");
        await _site.CallAsync(user);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        user.PhoneNumber = Number;

        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user)));
    }

    [Theory]
    [MemberData(nameof(NoNumbers))]
    public async Task VerifyAsync_NoNumber_IsAValueAndAsksNoStore(string text)
    {
        // The store would answer "unavailable".
        using var site = new TestSite(services: services => services.AddSingleton<IVoiceCodeStore, BrokenStore>());
        var user = await site.CreateStrangerAsync();
        var purpose = VoiceCodePurpose.ChangePhoneNumber(text);

        Assert.Equal(VoiceCodeReason.InvalidPhoneNumber, await site.TryAsync(user, "123456", purpose));
        Assert.Equal(VoiceCodeReason.InvalidPhoneNumber, site.Codes.LastVerification?.Reason);
        Assert.Equal(VoiceCodeReason.InvalidPhoneNumber, await site.RingAsync(user, purpose));
        Assert.False((await site.Users.ChangePhoneNumberAsync(user, text, "123456")).Succeeded);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task RequestCall_PurposeIsNoText_ThrowsAndSoDoesChecking(string purpose)
    {
        var user = await _site.CreateUserAsync();

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => _site.RingAsync(user, purpose));
        Assert.Equal("purpose", exception.ParamName);
        await Assert.ThrowsAsync<ArgumentException>(() => _site.TryAsync(user, "123456", purpose));
    }

    [Fact]
    public async Task RequestCall_PurposeWithWholePairs_IsAPurpose()
    {
        var user = await _site.CreateUserAsync();

        var code = await _site.CallAsync(user, "\uD83D\uDE00 pay \uD83D\uDE00");

        Assert.Equal(VoiceCodeReason.NoLiveCode, await _site.TryAsync(user, code, "\uD83D\uDE01 pay \uD83D\uDE00"));
        Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, code, "\uD83D\uDE00 pay \uD83D\uDE00"));
    }

    [Fact]
    public async Task RequestCall_UserIdIsNoText_Throws()
    {
        var user = new TestUser { Id = "user-\uD800" };
        await _site.Users.CreateAsync(user);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _site.RingAsync(user));
    }
}

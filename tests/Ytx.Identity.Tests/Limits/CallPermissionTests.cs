using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Limits;
using Ytx.Voice;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Limits;

/// <summary>Who is rung, how often, and who is asked before.</summary>
public sealed class CallPermissionTests : IDisposable
{
    private readonly TestSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task RequestCall_ManyUsersOneNumber_RingsNoMoreThanTheStrangersPool()
    {
        var placed = 0;
        for (var i = 0; i < 50; i++)
        {
            var user = await _site.CreateUserAsync(user => user.PhoneNumber = null);
            placed += await RingAsync(user, Spelling(i)) is VoiceCodeReason.None ? 1 : 0;
            _site.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        // 50 attempts in 16 h 40 min: 5 a day.
        Assert.Equal(5, placed);
    }

    [Fact]
    public async Task RequestCall_StrangersUsedUpTheirPool_OwnerIsStillRung()
    {
        var owner = await _site.CreateUserAsync();
        for (var i = 0; i < 30; i++)
        {
            await RingAsync(await _site.CreateUserAsync(user => user.PhoneNumber = null), "+8613911281234");
            _site.Clock.Advance(TimeSpan.FromMinutes(8));
        }

        var stranger = await _site.CreateUserAsync(user => user.PhoneNumber = null);
        Assert.Equal(VoiceCodeReason.LimitReached, await RingAsync(stranger, "+8613911281234"));
        Assert.Equal(VoiceCodeReason.None, (await _site.Codes.RequestCallAsync(owner, VoiceCodePurpose.LogIn)).Reason);
    }

    [Fact]
    public async Task RequestCall_OneUserManyNumbers_StopsAtThreeDifferentOnes()
    {
        var user = await _site.CreateStrangerAsync();
        var reasons = new List<VoiceCodeReason>();
        for (var i = 0; i < 10; i++)
        {
            reasons.Add(await RingAsync(user, $"1391128{i}234"));
            _site.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(3, reasons.Count(reason => reason is VoiceCodeReason.None));
        Assert.Equal(VoiceCodeReason.None, await RingAsync(user, "13911280234"));
    }

    [Fact]
    public async Task RequestCall_OneUser_StopsAtTenADay()
    {
        var user = await _site.CreateUserAsync();
        var placed = 0;
        for (var i = 0; i < 47; i++)
        {
            placed += (await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Succeeded ? 1 : 0;
            _site.Clock.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.Equal(10, placed);
    }

    [Fact]
    public async Task RequestCall_AdjacentUnconfirmedNumbers_StopAtThePrefix()
    {
        var placed = 0;
        for (var i = 0; i < 30; i++)
        {
            var user = await _site.CreateUserAsync(user => user.PhoneNumber = null);
            placed += await RingAsync(user, $"1391128{1000 + i}") is VoiceCodeReason.None ? 1 : 0;
        }

        Assert.Equal(10, placed);
    }

    [Fact]
    public async Task RequestCall_OneClientAddress_StopsAtTenAnHourWhateverItsHeadersSay()
    {
        using var site = new TestSite(options => options.Limits.Prefix = AllowanceRules.Parse("100 in 1h"));
        var placed = 0;
        for (var i = 0; i < 30; i++)
        {
            site.BeginRequest(IPAddress.Parse($"2001:db8::{i + 1}")).Request.Headers["X-Forwarded-For"] = $"192.0.2.{i}";
            var user = await site.CreateUserAsync(user => user.PhoneNumber = null);
            var result = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.ChangePhoneNumber($"1391128{1000 + i}"));
            placed += result.Succeeded ? 1 : 0;
        }

        Assert.Equal(10, placed);
    }

    [Fact]
    public async Task RequestCall_Budget_EndsForTheWholeApplication()
    {
        using var site = new TestSite(options => options.Limits.DailyBudget = 2);
        var results = new List<VoiceCallResult>();
        for (var i = 0; i < 3; i++)
        {
            var user = await site.CreateUserAsync(user => user.PhoneNumber = $"1391128{i}234");
            results.Add(await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn));
        }

        Assert.Equal([true, true, false], results.Select(result => result.Succeeded));
        Assert.Equal("application: 2 in 24h", results[2].DeniedBy?.ToString());
        Assert.Equal(TimeSpan.FromHours(24), results[2].RetryAfter);
    }

    [Fact]
    public async Task RequestCall_StrictPreset_RingsOnceANight()
    {
        using var site = new TestSite(options => options.Limits.Preset = LimitPreset.MainlandChinaStrict);
        var user = await site.CreateUserAsync();
        // 20:00 in China, then 22:30, 23:30, 08:00.
        Assert.True((await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Succeeded);
        site.Clock.Advance(TimeSpan.FromHours(2.5));
        Assert.True((await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Succeeded);
        site.Clock.Advance(TimeSpan.FromHours(1));

        var denied = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);

        Assert.Equal("number-owner-log-in-night: 1 in 10h", denied.DeniedBy?.ToString());
        Assert.Equal(TimeSpan.FromHours(8.5), denied.RetryAfter);
        site.Clock.Advance(TimeSpan.FromHours(8.5));
        Assert.True((await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Succeeded);
    }

    [Fact]
    public async Task RequestCall_TwoHundredSpellings_GetWhatOneGets()
    {
        var placed = 0;
        for (var i = 0; i < 200; i++)
        {
            var user = await _site.CreateUserAsync(user => user.PhoneNumber = null);
            placed += await RingAsync(user, Spelling(i)) is VoiceCodeReason.None ? 1 : 0;
        }

        Assert.Equal(200, Enumerable.Range(0, 200).Select(Spelling).Distinct().Count());
        Assert.Equal(1, placed);
        Assert.All(_site.Sender.Calls, call => Assert.Equal("+8613911281234", call.To.E164));
    }

    [Fact]
    public async Task RequestCall_LockedOutOrDeletedUser_RingsNobody()
    {
        var locked = await _site.CreateUserAsync(user => user.LockoutEnd = _site.Clock.GetUtcNow().AddDays(36500));
        var deleted = await _site.CreateUserAsync();
        await _site.Users.DeleteAsync(deleted);

        foreach (var user in new[] { locked, deleted })
        {
            var result = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
            Assert.Equal(VoiceCodeReason.UserNotAllowed, result.Reason);
        }

        Assert.Empty(_site.Sender.Calls);
    }

    [Fact]
    public async Task RequestCall_TestNumber_RingsNobodyAndTakesItsFixedCodeUntilItsDate()
    {
        using var logs = new CapturedLogs();
        using var site = new TestSite(services: services => services.AddSingleton<ILoggerProvider>(logs), configure: options => options.Codes.TestNumbers =
            [new TestNumber { Number = "139 1128 1234", Code = "314159", Until = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero) }]);
        var user = await site.CreateUserAsync();

        Assert.True((await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Succeeded);
        Assert.Empty(site.Sender.Calls);
        Assert.True(logs.Contain("A test number was used"));
        Assert.Equal(VoiceCodeReason.WrongCode, await site.TryAsync(user, "314158"));
        Assert.Equal(VoiceCodeReason.LimitReached, (await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Reason);
        Assert.Equal(VoiceCodeReason.None, await site.TryAsync(user, "314159"));
        Assert.Equal(VoiceCodeReason.NoLiveCode, await site.TryAsync(user, "314159"));

        site.Clock.Advance(TimeSpan.FromHours(13));
        Assert.True((await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Succeeded);
        Assert.Single(site.Sender.Calls);
        Assert.NotEqual("314159", site.Sender.LastCode);
        Assert.False(logs.Contain("314159"));
    }

    [Fact]
    public async Task RequestCall_StoreFull_IsUnavailableAndWaitingCodesGoOnWorking()
    {
        using var site = new TestSite(options =>
        {
            options.Store.MaxWaitingCodes = 1000;
            options.Destinations.Allowed = new() { ["CN"] = [PhoneNumberKind.Mobile] };
        });
        var first = await site.CreateUserAsync();
        var code = await site.CallAsync(first);
        var unavailable = 0;
        for (var i = 0; i < 1200; i++)
        {
            var user = await site.CreateUserAsync(user => user.PhoneNumber = $"1{38_0000_0000L + (i * 10_007L)}");
            unavailable += (await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Reason is VoiceCodeReason.Unavailable ? 1 : 0;
        }

        Assert.Equal(201, unavailable);
        Assert.Equal(VoiceCodeReason.None, await site.TryAsync(first, code));
    }

    private async Task<VoiceCodeReason> RingAsync(TestUser user, string number) =>
        (await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.ChangePhoneNumber(number))).Reason;

    /// <summary>One number in 200 spellings.</summary>
    private static string Spelling(int i)
    {
        string[] countries = ["", "+86", "0086", "86", "\uFF0B86", "+86 ", "(+86)", "0086-", "+86(0)", "00 86 "];
        string[] separators = ["", " ", "-", ".", "\u00A0", "\u2013", "\u3000", "/", "\u200E", "  "];
        char[] zeros = ['0', '\uFF10'];
        var number = countries[i % 10] + string.Join(separators[i / 10 % 10], "139", "1128", "1234");
        var zero = zeros[i / 100 % 2];
        return string.Concat(number.Select(c => char.IsAsciiDigit(c) ? (char)(zero + (c - '0')) : c));
    }
}

using System.Net;

namespace Ytx.Identity.Tests.Attacks;

/// <summary>Whatever is rung at other purposes, at other numbers, by others: an owner's log-in has its calls.</summary>
public sealed class OwnersCallsAttackTests : IDisposable
{
    private const string Number = "+8613911281234";
    private const int LogInsADay = 10;

    private readonly TestSite _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData("pay:order-17")]
    [InlineData(VoiceCodePurpose.ResetPassword)]
    [InlineData("ChangePhoneNumber:" + Number)]
    public async Task RequestCall_AllCallsOfAnotherPurpose_LeaveEveryLogIn(string purpose)
    {
        var user = await _site.CreateUserAsync();
        var placed = 0;
        for (var minute = 0; minute < 12 * 60; minute += 10)
        {
            placed += await _site.RingAsync(user, purpose) is VoiceCodeReason.None ? 1 : 0;
            _site.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(10, placed);
        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user, purpose));
        await AssertLogsInAllDayAsync(user);
    }

    [Fact]
    public async Task RequestCall_AllLogInCalls_LeaveTheOtherKinds()
    {
        var user = await _site.CreateUserAsync();
        await AssertLogsInAllDayAsync(user);
        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user));

        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(user, "pay:order-17"));
    }

    [Fact]
    public async Task RequestCall_ThreeOtherNumbers_LeaveTheConfirmedOne()
    {
        var user = await _site.CreateUserAsync();
        for (var i = 0; i < 4; i++)
        {
            var other = VoiceCodePurpose.ChangePhoneNumber($"1391{i}281235");
            Assert.Equal(i < 3 ? VoiceCodeReason.None : VoiceCodeReason.LimitReached, await _site.RingAsync(user, other));
        }

        foreach (var purpose in new[] { VoiceCodePurpose.ChangePhoneNumber("139-1128-1234"), "pay:order-17", VoiceCodePurpose.ResetPassword })
        {
            Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user, purpose), purpose));
            _site.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        await AssertLogsInAllDayAsync(user);
    }

    [Fact]
    public async Task RequestCall_ConfirmedNumberRungAllDay_LeavesThreeOtherNumbers()
    {
        var user = await _site.CreateUserAsync();
        await _site.CallAsync(user, VoiceCodePurpose.ChangePhoneNumber(Number));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(user, VoiceCodePurpose.ChangePhoneNumber($"1391{i}281235")));
        }
    }

    [Theory]
    [InlineData(VoiceCodePurpose.LogIn)]
    [InlineData("pay:order-17")]
    public async Task RequestCall_FormerOwnerUsesUpHisPool_LeavesThePresentOwnersPool(string purpose)
    {
        var (former, present) = (await _site.CreateUserAsync(), await _site.CreateUserAsync());
        Assert.Equal(10, await RingAllDayAsync(former, purpose, TimeSpan.FromHours(12)));

        Assert.Equal(10, await RingAllDayAsync(present, purpose, TimeSpan.FromHours(12)));
    }

    [Theory]
    [InlineData(VoiceCodePurpose.LogIn)]
    [InlineData("pay:order-17")]
    public async Task RequestCall_ManyOwnersOfOneNumber_EndAtTheNumbersTwentyADay(string purpose)
    {
        var placed = 0;
        for (var i = 0; i < 5; i++)
        {
            placed += await RingAllDayAsync(await _site.CreateUserAsync(), purpose, TimeSpan.FromHours(4.5));
        }

        Assert.Equal(20, placed);
        var denied = await _site.Codes.RequestCallAsync(await _site.CreateUserAsync(), purpose, TestContext.Current.CancellationToken);
        Assert.Equal(purpose is VoiceCodePurpose.LogIn ? "number-log-in: 20 in 24h" : "number: 20 in 24h", denied.DeniedBy?.ToString());
    }

    [Fact]
    public async Task RequestCall_OthersAtTheSameAddress_LeaveItsLogIns()
    {
        _site.BeginRequest(IPAddress.Parse("192.0.2.1"));
        var owner = await _site.CreateUserAsync();
        var placed = 0;
        for (var i = 0; i < 40; i++)
        {
            var guest = await _site.CreateStrangerAsync();
            placed += await _site.RingAsync(guest, VoiceCodePurpose.ChangePhoneNumber($"139{i + 10}281235")) is VoiceCodeReason.None ? 1 : 0;
        }

        Assert.Equal(10, placed);
        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(owner));
    }

    [Fact]
    public async Task RequestCall_EverybodyAtTheirWorstAtOnce_OwnerIsRungWithinTheCoolDown()
    {
        // At one address, in one office: strangers with this number, the former owner at every kind, and somebody with a
        // session of the owner's own for all purposes but log-in.
        _site.BeginRequest(IPAddress.Parse("192.0.2.1"));
        var (owner, former, stranger) = (await _site.CreateUserAsync(), await _site.CreateUserAsync(), await _site.CreateStrangerAsync());
        var strangersCalls = 0;
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            _site.Clock.Advance(TimeSpan.FromMinutes(1));
            if (minute % 140 is 70)
            {
                await LogInAsync(owner);
            }

            strangersCalls += await _site.RingAsync(stranger, VoiceCodePurpose.ChangePhoneNumber(Number)) is VoiceCodeReason.None ? 1 : 0;
            stranger = minute % 30 is 0 ? await _site.CreateStrangerAsync() : stranger;
            string[] purposes =
            [
                "pay:order-17", VoiceCodePurpose.ResetPassword, VoiceCodePurpose.ChangePhoneNumber(Number),
                VoiceCodePurpose.ChangePhoneNumber($"139{minute:D4}1235"),
            ];
            foreach (var purpose in purposes)
            {
                await _site.RingAsync(owner, purpose);
                await _site.RingAsync(former, purpose);
            }

            await _site.RingAsync(former);
        }

        Assert.InRange(strangersCalls, 1, 5);

        async Task LogInAsync(TestUser user)
        {
            var call = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
            if (call.Reason is VoiceCodeReason.LimitReached)
            {
                Assert.EndsWith("cool-down: 1 in 1m", call.DeniedBy?.ToString(), StringComparison.Ordinal);
                Assert.InRange(call.RetryAfter!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
                _site.Clock.Advance(call.RetryAfter.Value);
                call = await _site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
            }

            Assert.Equal((VoiceCodeReason.None, null), (call.Reason, call.DeniedBy));
            Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, _site.Sender.LastCode));
        }
    }

    private async Task AssertLogsInAllDayAsync(TestUser user)
    {
        for (var i = 0; i < LogInsADay; i++)
        {
            _site.Clock.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(VoiceCodeReason.None, await _site.TryAsync(user, await _site.CallAsync(user)));
        }
    }

    private async Task<int> RingAllDayAsync(TestUser user, string purpose, TimeSpan day)
    {
        var placed = 0;
        for (var end = _site.Clock.GetUtcNow() + day; _site.Clock.GetUtcNow() < end;)
        {
            placed += await _site.RingAsync(user, purpose) is VoiceCodeReason.None ? 1 : 0;
            _site.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        return placed;
    }
}

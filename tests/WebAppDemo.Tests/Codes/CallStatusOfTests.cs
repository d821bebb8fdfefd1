using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity;
using Ytx.Voice;

namespace WebAppDemo.Tests;

/// <summary>What a code page shows: the newer of what was said last and what the call has come to.</summary>
public sealed class CallStatusOfTests
{
    private const string Number = "+8613911281234";

    // By then the voice has said the code.
    private static readonly TimeSpan SaidBy = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly AppUser _user = new();

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public void Of_Answered_AsksToListenAndFollowsTheCallUntilItsCodeWasSaid()
    {
        var (entry, call) = (Placed(), Call(VoiceCallState.Answered, isOver: true) with { AnsweredAt = Now });

        _clock.Advance(SaidBy - TimeSpan.FromTicks(1));
        var before = CallStatus.Of(Number, entry, call, _clock);
        _clock.Advance(TimeSpan.FromTicks(1));
        var after = CallStatus.Of(Number, entry, call, _clock);

        Assert.Equal(("You have answered. Listen for the code.", "call"), (before.Message, before.CallId));
        Assert.Equal(("Type the digits that you heard.", null), (after.Message, after.CallId));
    }

    [Theory]
    [InlineData(VoiceCallState.Busy)]
    [InlineData(VoiceCallState.Rejected)]
    [InlineData(VoiceCallState.NoAnswer)]
    public void Of_DeniedAfterTheCall_SaysTheDenialAndItsWait(VoiceCallState state)
    {
        var placed = Placed();
        var call = Call(state, isOver: true) with { NextCallAt = Now + TimeSpan.FromSeconds(15) };
        _clock.Advance(TimeSpan.FromSeconds(15));

        var denied = CodeEntry.After(Denial(), call, _user, placed, _clock);
        var status = CallStatus.Of(Number, denied, call, _clock);

        Assert.Equal(
            "No call was placed, because no more calls are allowed for now. Wait 60 minutes, then use “Call me again”.",
            status.Message);
        Assert.Equal((3600, "60 minutes"), (status.WaitSeconds, status.Wait));
        Assert.False(status.IsProblem);
    }

    [Fact]
    public void Of_DeniedWhileItRings_SaysTheDenialUntilTheCallMovesOn()
    {
        var denied = CodeEntry.After(Denial(), Call(VoiceCallState.Ringing), _user, Placed(), _clock);

        var ringing = CallStatus.Of(Number, denied, Call(VoiceCallState.Ringing), _clock);
        var busy = CallStatus.Of(Number, denied, Call(VoiceCallState.Busy, isOver: true), _clock);

        Assert.StartsWith("A call was made a moment ago", ringing.Message, StringComparison.Ordinal);
        Assert.Equal("call", ringing.CallId);
        Assert.StartsWith("Your phone is in another call", busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_WrongCodeAfterADenial_KeepsTheDenialsWait()
    {
        var call = Call(VoiceCallState.Busy, isOver: true) with { NextCallAt = Now };
        var denied = CodeEntry.After(Denial(), call, _user, Placed(), _clock);
        var wrong = CodeEntry.After(
            new VoiceCodeVerification { Reason = VoiceCodeReason.WrongCode, TriesLeft = 3 }, _user, denied, _clock);

        var status = CallStatus.Of(Number, wrong, call, _clock);

        Assert.StartsWith("This code is wrong", status.Message, StringComparison.Ordinal);
        Assert.Equal(3600, status.WaitSeconds);
    }

    [Fact]
    public void Of_CallNotFound_FollowsItWhileItsCodeLives()
    {
        var entry = Placed();

        Assert.Equal("call", CallStatus.Of(Number, entry, call: null, _clock).CallId);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(CallStatus.Of(Number, entry, call: null, _clock).CallId);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public void Of_EveryState_HasASentenceOnBothPages(string language)
    {
        CultureInfo.CurrentUICulture = new CultureInfo(language);
        foreach (var state in Enum.GetValues<VoiceCallState>().Where(state => state > VoiceCallState.Accepted))
        {
            var call = Call(state, isOver: true) with { AnsweredAt = state is VoiceCallState.Answered ? Now : null };
            var logIn = CallStatus.Of(Number, Placed(), call, _clock);
            var confirm = CallStatus.Of(Number, Placed(Number), call, _clock);

            var isOwn = state is VoiceCallState.SwitchedOff or VoiceCallState.NoSuchNumber or VoiceCallState.Suspended;
            Assert.Equal(isOwn, logIn.Message!.Contains(language is "en" ? "recovery code" : "恢复码", StringComparison.Ordinal));
            Assert.Equal(!isOwn, logIn.Message == confirm.Message);
            Assert.Equal(isOwn, confirm.Message!.Contains(language is "en" ? "nother number." : "更换号码", StringComparison.Ordinal));
            Assert.Equal(!isOwn, logIn.CanCallAgain);
        }
    }

    [Fact]
    public void Of_Unknown_SaysThatACodeWhichWasHeardWorks()
    {
        var status = CallStatus.Of(Number, Placed(), Call(VoiceCallState.Unknown, isOver: true), _clock);

        Assert.Equal("We do not know how the call ended. If you heard a code, type it.", status.Message);
    }

    private static VoiceCallStatus Call(VoiceCallState state, bool isOver = false) => new()
    {
        State = state,
        IsOver = isOver,
        CanCallAgain = state is not (VoiceCallState.SwitchedOff or VoiceCallState.NoSuchNumber or VoiceCallState.Suspended),
    };

    private VoiceCallResult Denial() => new()
    {
        Reason = VoiceCodeReason.LimitReached,
        RetryAfter = TimeSpan.FromHours(1),
        ExpiresAt = Now + TimeSpan.FromMinutes(4),
    };

    private CodeEntry Placed(string? newNumber = null) => CodeEntry.After(
        new VoiceCallResult { CallId = "call", ExpiresAt = Now + TimeSpan.FromMinutes(5), RetryAfter = TimeSpan.FromMinutes(1) },
        earlier: null, _user, before: null, _clock, newNumber);
}

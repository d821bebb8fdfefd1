using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity;
using Ytx.Identity.Limits;
using Ytx.Voice;

namespace WebAppDemo.Tests;

/// <summary>What a code page shows at a moment: the newer of what was said last and what the call has come to, and what can be done.</summary>
public sealed class CodeStateTests
{
    private const string Number = "+8613911281234";
    private const string Owner = "somebody";

    // By then the voice has said the code.
    private static readonly TimeSpan SaidBy = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private static readonly CallDenial Pause = new("NumberOwner", new AllowanceRule(1, TimeSpan.FromMinutes(1)));
    private static readonly CallDenial Quota = new("NumberOwner", new AllowanceRule(3, TimeSpan.FromHours(1)));

    private static readonly VoiceCodeReason[] NotCallable =
    [
        VoiceCodeReason.NoPhoneNumber, VoiceCodeReason.InvalidPhoneNumber, VoiceCodeReason.DestinationNotAllowed,
    ];

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private DateTimeOffset Now => _clock.GetUtcNow();

    public static TheoryData<VoiceCodeReason> Reasons => [.. Enum.GetValues<VoiceCodeReason>()];

    [Fact]
    public void Of_Answered_AsksToListenAndFollowsTheCallUntilItsCodeWasSaid()
    {
        var (entry, call) = (Placed(), Call(VoiceCallState.Answered, isOver: true) with { AnsweredAt = Now });

        _clock.Advance(SaidBy - TimeSpan.FromTicks(1));
        var before = CodeState.Of(Number, entry, call, Now);
        _clock.Advance(TimeSpan.FromTicks(1));
        var after = CodeState.Of(Number, entry, call, Now);

        Assert.Equal(("You have answered. Listen for the code.", "call"), (Said(before), before.CallId));
        Assert.Equal(("Type the digits that you heard.", null), (Said(after), after.CallId));
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

        var denied = CodeEntry.After(Denial(), call, Owner, placed, Now);
        var shown = CodeState.Of(Number, denied, call, Now);

        Assert.Equal("You've used your calls for now. Next call at 21:01 (China time).", Said(shown));
        Assert.Equal((Tone.Wait, Now + TimeSpan.FromHours(1)), (shown.Notice!.Tone, shown.NextCallAt));
    }

    [Fact]
    public void Of_DeniedWhileItRings_SaysTheDenialUntilTheCallMovesOn()
    {
        var denied = CodeEntry.After(Denial(Pause), Call(VoiceCallState.Ringing), Owner, Placed(), Now);

        var ringing = CodeState.Of(Number, denied, Call(VoiceCallState.Ringing), Now);
        var busy = CodeState.Of(Number, denied, Call(VoiceCallState.Busy, isOver: true), Now);

        Assert.Equal("We've just called you. The code you heard is still valid.", Said(ringing));
        Assert.Equal("call", ringing.CallId);
        Assert.Equal("Your phone is in another call. End it, then call again.", Said(busy));
    }

    [Fact]
    public void Of_WrongCodeAfterADenial_KeepsTheDenialsWait()
    {
        var call = Call(VoiceCallState.Busy, isOver: true) with { NextCallAt = Now };
        var wrong = Typed(VoiceCodeReason.WrongCode, CodeEntry.After(Denial(), call, Owner, Placed(), Now), triesLeft: 3);

        var shown = CodeState.Of(Number, wrong, call, Now);

        Assert.Equal("That code isn't right. 3 tries left.", Said(shown));
        Assert.Equal(Now + TimeSpan.FromHours(1), shown.NextCallAt);
    }

    [Fact]
    public void Of_CallNotFound_FollowsItWhileItsCodeLives()
    {
        var entry = Placed();

        Assert.Equal("call", CodeState.Of(Number, entry, call: null, Now).CallId);
        _clock.Advance(Life);
        Assert.Null(CodeState.Of(Number, entry, call: null, Now).CallId);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public void Of_EveryState_HasASentenceOnBothPages(string language)
    {
        CultureInfo.CurrentUICulture = new CultureInfo(language);
        foreach (var state in Enum.GetValues<VoiceCallState>().Where(state => state > VoiceCallState.Accepted))
        {
            var call = Call(state, isOver: true) with { AnsweredAt = state is VoiceCallState.Answered ? Now : null };
            var signIn = CodeState.Of(Number, Placed(), call, Now);
            var confirm = CodeState.Of(Number, Placed(Number), call, Now);

            var isOwn = state is VoiceCallState.SwitchedOff or VoiceCallState.NoSuchNumber or VoiceCallState.Suspended;
            Assert.Equal(isOwn, Said(signIn).Contains(language is "en" ? "another way" : "其他方式", StringComparison.Ordinal));
            Assert.Equal(!isOwn, Said(signIn) == Said(confirm));
            Assert.Equal(isOwn, Said(confirm).Contains(language is "en" ? "nother number." : "更换号码", StringComparison.Ordinal));
            Assert.Equal(!isOwn, signIn.CanCall);
        }
    }

    [Fact]
    public void Of_Unknown_SaysThatACodeWhichWasHeardWorks()
    {
        var shown = CodeState.Of(Number, Placed(), Call(VoiceCallState.Unknown, isOver: true), Now);

        Assert.Equal("We don't know how the call ended. If you heard a code, type it.", Said(shown));
        Assert.NotNull(shown.CodeEndsAt);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Of_TypedCode_HasTheFieldOnlyWhileACodeCanBeTyped(VoiceCodeReason reason)
    {
        var isLive = reason is VoiceCodeReason.WrongCode or VoiceCodeReason.Malformed or VoiceCodeReason.Unavailable;

        var shown = CodeState.Of(Number, Typed(reason, Placed(), triesLeft: 2), null, Now);

        Assert.Equal(isLive ? Now + Life : null, shown.CodeEndsAt);
        Assert.Equal(Tone.Wrong, shown.Notice!.Tone);
    }

    [Theory]
    [InlineData(4, "That code isn't right. 4 tries left.", true)]
    [InlineData(1, "That code isn't right. 1 try left.", true)]
    [InlineData(0, "Too many wrong tries with this code. Get a new one.", false)]
    public void Of_WrongCode_SaysHowManyTriesAreLeftAndEndsWithThem(int left, string sentence, bool isLive)
    {
        var shown = CodeState.Of(Number, Typed(VoiceCodeReason.WrongCode, Placed(), left), null, Now);

        Assert.Equal((sentence, isLive), (Said(shown), shown.CodeEndsAt is not null));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Of_TypedWhereNoCodeIsLeft_SaysNothingOfTriesOrDigits(VoiceCodeReason reason)
    {
        // By a form of another tab, which still has its field.
        var shown = CodeState.Of(Number, Typed(reason, Typed(VoiceCodeReason.NoLiveCode, Placed()), triesLeft: 3), null, Now);

        Assert.Null(shown.CodeEndsAt);
        Assert.DoesNotContain("left", Said(shown), StringComparison.Ordinal);
        Assert.DoesNotContain("digits", Said(shown), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Of_AskedForACall_IsGoodNewsOnlyIfItWasPlaced(VoiceCodeReason reason)
    {
        foreach (var wait in (TimeSpan?[])[null, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)])
        {
            foreach (var before in (CodeEntry?[])[null, Placed()])
            {
                var asked = CodeEntry.After(new VoiceCallResult { Reason = reason, RetryAfter = wait }, null, Owner, before, Now);
                var shown = CodeState.Of(Number, asked, null, Now, Now + Life);

                Assert.Equal(reason is VoiceCodeReason.None, shown.Notice!.Tone is Tone.Done);
                Assert.StartsWith("Code/", shown.Notice.Sentence, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Of_NoCallWasPlaced_HasNoFieldAndOffersTheNextCallWhereThereIsOne(VoiceCodeReason reason)
    {
        var asked = CodeEntry.After(new VoiceCallResult { Reason = reason }, null, Owner, null, Now);

        var shown = CodeState.Of(Number, asked, null, Now, Now + Life);

        Assert.Null(shown.CodeEndsAt);
        Assert.Equal(!NotCallable.Append(VoiceCodeReason.LockedOut).Contains(reason), shown.CanCall);
    }

    [Theory]
    [InlineData(VoiceCodeReason.CallFailed)]
    [InlineData(VoiceCodeReason.Unavailable)]
    public void Of_SecondCallNotPlaced_LeavesTheFieldForTheCodeThatWasHeard(VoiceCodeReason reason)
    {
        var asked = CodeEntry.After(new VoiceCallResult { Reason = reason }, null, Owner, Placed(), Now);

        Assert.Equal(Now + Life, CodeState.Of(Number, asked, null, Now).CodeEndsAt);
    }

    [Fact]
    public void Of_CodeEndsWhileThePageIsOpen_SaysSoAndTakesTheFieldAway()
    {
        var entry = Placed();
        var end = Now + Life;

        Assert.Equal(end, CodeState.Of(Number, entry, null, end - TimeSpan.FromTicks(1)).CodeEndsAt);
        foreach (var ended in (CodeEntry[])[entry, Typed(VoiceCodeReason.WrongCode, entry, 2), Typed(VoiceCodeReason.Malformed, entry)])
        {
            var shown = CodeState.Of(Number, ended, Call(VoiceCallState.Answered, isOver: true) with { AnsweredAt = Now }, end);

            Assert.Equal((Tone.Wrong, "This code has expired. Get a new one."), (shown.Notice!.Tone, Said(shown)));
            Assert.Equal((null, true, null), (shown.CodeEndsAt, shown.CanCall, shown.NextCallAt));
        }
    }

    [Fact]
    public void Of_QuotaOutlastsTheSignIn_SaysToSignInAgainAndOffersNoCall()
    {
        var denied = CodeEntry.After(
            new VoiceCallResult { Reason = VoiceCodeReason.LimitReached, RetryAfter = TimeSpan.FromMinutes(7), DeniedBy = Quota },
            null, Owner, null, Now);

        var late = CodeState.Of(Number, denied, null, Now, Now + TimeSpan.FromMinutes(7) - TimeSpan.FromTicks(1));
        var inTime = CodeState.Of(Number, denied, null, Now, Now + TimeSpan.FromMinutes(7));

        Assert.Equal("You've used your calls for now. Sign in again after 20:07 (China time).", Said(late));
        Assert.Equal("You've used your calls for now. Next call at 20:07 (China time).", Said(inTime));
        Assert.Equal((Tone.Wait, Tone.Wait), (late.Notice!.Tone, inTime.Notice!.Tone));
        Assert.Equal((false, true), (late.CanCall, inTime.CanCall));
    }

    [Theory]
    [InlineData(0, "20:05")]
    [InlineData(1, "20:06")]
    [InlineData(59, "20:06")]
    public void Of_WaitThatEndsWithinAMinute_IsSaidNoSoonerThanItEnds(int seconds, string time)
    {
        var denied = CodeEntry.After(Denial(Pause, TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(seconds), isCodeLive: false), null, Owner, null, Now);

        Assert.Equal($"We called this number a moment ago. Next call at {time} (China time).", Said(CodeState.Of(Number, denied, null, Now)));
    }

    [Theory]
    [InlineData(12, "08:00")]
    [InlineData(13, "2026-03-02 09:00")]
    [InlineData(24, "2026-03-02 20:00")]
    public void Of_WaitOfHalfADayOrMore_IsSaidWithItsDay(int hours, string time)
    {
        var denied = CodeEntry.After(Denial(Quota, TimeSpan.FromHours(hours), isCodeLive: false), null, Owner, null, Now);

        Assert.Equal($"You've used your calls for now. Next call at {time} (China time).", Said(CodeState.Of(Number, denied, null, Now)));
    }

    [Fact]
    public void Of_SecondCallOfTheSameCode_SaysThatItIsTheSame()
    {
        var first = Placed();
        _clock.Advance(TimeSpan.FromMinutes(1));

        var same = CodeEntry.After(
            new VoiceCallResult { CallId = "next", ExpiresAt = first.CodeEndsAt, RetryAfter = TimeSpan.FromMinutes(2) }, null, Owner, first, Now);
        var another = CodeEntry.After(
            new VoiceCallResult { CallId = "next", ExpiresAt = Now + Life, RetryAfter = TimeSpan.FromMinutes(2) }, null, Owner, first, Now);

        Assert.Equal((Tone.Done, "Calling again, the code is the same."), (Shown(same).Notice!.Tone, Said(Shown(same))));
        Assert.Equal((Tone.Done, "Code/Calling"), (Shown(another).Notice!.Tone, Shown(another).Notice!.Sentence));

        CodeState Shown(CodeEntry entry) => CodeState.Of(Number, entry, Call(VoiceCallState.Accepted), Now);
    }

    [Fact]
    public void Of_DeadNumber_HasNoFieldUnlessItHeardTheSameCodeBefore()
    {
        var first = Placed();
        var same = CodeEntry.After(new VoiceCallResult { CallId = "next", ExpiresAt = first.CodeEndsAt }, null, Owner, first, Now);
        var off = Call(VoiceCallState.SwitchedOff, isOver: true);

        Assert.Equal((null, false), (CodeState.Of(Number, first, off, Now).CodeEndsAt, CodeState.Of(Number, first, off, Now).CanCall));
        Assert.Equal((first.CodeEndsAt, false), (CodeState.Of(Number, same, off, Now).CodeEndsAt, CodeState.Of(Number, same, off, Now).CanCall));
    }

    [Fact]
    public void Of_LockedOut_OffersACallOnceTheLockIsOver()
    {
        var until = Now + TimeSpan.FromMinutes(4);
        var locked = Typed(VoiceCodeReason.LockedOut, Placed(), wait: TimeSpan.FromMinutes(4));

        var shown = CodeState.Of(Number, locked, null, until - TimeSpan.FromTicks(1));
        var open = CodeState.Of(Number, locked, null, until);
        // The wait for the next call, which there was, is over.
        var forEver = CodeState.Of(Number, Typed(VoiceCodeReason.LockedOut, Placed()), null, until + TimeSpan.FromDays(9));

        Assert.Equal((Tone.Wrong, "Too many wrong codes. Try again after 20:04 (China time)."), (shown.Notice!.Tone, Said(shown)));
        Assert.Equal((null, false), (shown.CodeEndsAt, shown.CanCall));
        Assert.Equal((Tone.Wait, "You can get a call now."), (open.Notice!.Tone, Said(open)));
        Assert.Equal((null, true, null), (open.CodeEndsAt, open.CanCall, open.NextCallAt));
        Assert.Equal((Tone.Wrong, "Your account is locked. Contact support."), (forEver.Notice!.Tone, Said(forEver)));
        Assert.False(forEver.CanCall);
    }

    [Fact]
    public void Of_Number_IsMaskedUnlessItWasJustTyped()
    {
        var (own, typed) = (CodeState.Of(Number, Placed(), null, Now), CodeState.Of(Number, Placed(Number), null, Now));

        Assert.Equal(("139****1234", false), (own.Number, own.IsNewNumber));
        Assert.Equal(("139 1128 1234", true), (typed.Number, typed.IsNewNumber));
    }

    private static VoiceCallStatus Call(VoiceCallState state, bool isOver = false) => new()
    {
        State = state,
        IsOver = isOver,
        CanCallAgain = state is not (VoiceCallState.SwitchedOff or VoiceCallState.NoSuchNumber or VoiceCallState.Suspended),
    };

    private VoiceCallResult Denial(CallDenial? by = null, TimeSpan? wait = null, bool isCodeLive = true) => new()
    {
        Reason = VoiceCodeReason.LimitReached,
        RetryAfter = wait ?? TimeSpan.FromHours(1),
        DeniedBy = by ?? Quota,
        ExpiresAt = isCodeLive ? Now + TimeSpan.FromMinutes(4) : null,
    };

    private CodeEntry Placed(string? newNumber = null) => CodeEntry.After(
        new VoiceCallResult { CallId = "call", ExpiresAt = Now + Life, RetryAfter = TimeSpan.FromMinutes(1) },
        earlier: null, Owner, before: null, Now, newNumber);

    private CodeEntry Typed(VoiceCodeReason reason, CodeEntry? before, int? triesLeft = null, TimeSpan? wait = null) => CodeEntry.After(
        new VoiceCodeVerification { Reason = reason, TriesLeft = triesLeft, RetryAfter = wait }, Owner, before, Now);

    private string Said(CodeState shown)
    {
        var localizers = new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance);
        var words = new Words(localizers, HtmlEncoder.Default, new SiteClock(_clock, new ConfigurationBuilder().Build()));
        using var text = new StringWriter();
        words.Say(shown.Notice!.Sentence).WriteTo(text, HtmlEncoder.Default);
        return Regex.Replace(WebUtility.HtmlDecode(text.ToString()), "<[^>]*>", "");
    }
}

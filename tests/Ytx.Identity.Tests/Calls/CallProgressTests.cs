using Ytx.Identity.Tests.Stores;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Calls;

public sealed class CallProgressTests
{
    private static readonly DateTimeOffset Now = TrackedCalls.PlacedAt + TimeSpan.FromSeconds(30);

    public static TheoryData<VoiceCallState, VoiceCallState, VoiceCallState> Steps => new()
    {
        { VoiceCallState.Requested, VoiceCallState.Accepted, VoiceCallState.Accepted },
        { VoiceCallState.Accepted, VoiceCallState.Ringing, VoiceCallState.Ringing },
        { VoiceCallState.Accepted, VoiceCallState.Busy, VoiceCallState.Busy },
        { VoiceCallState.Requested, VoiceCallState.Answered, VoiceCallState.Answered },
        { VoiceCallState.Ringing, VoiceCallState.Accepted, VoiceCallState.Ringing },
        { VoiceCallState.Answered, VoiceCallState.Ringing, VoiceCallState.Answered },
        { VoiceCallState.Answered, VoiceCallState.Rejected, VoiceCallState.Answered },
        { VoiceCallState.Busy, VoiceCallState.Answered, VoiceCallState.Busy },
        { VoiceCallState.Unknown, VoiceCallState.Answered, VoiceCallState.Unknown },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void After_State_MovesForwardAndTheFirstEndStays(VoiceCallState before, VoiceCallState reported, VoiceCallState after) =>
        Assert.Equal(after, TrackedCalls.Create(before).After(TrackedCalls.Report(reported), Now).State);

    [Fact]
    public void After_RandomReportsInAnyOrder_OnlyMovesForwardAndChangesItsEndOnceForAProof()
    {
        var (ends, corrections) = (0, 0);
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var call = TrackedCalls.Create(VoiceCallState.Accepted);
            for (var i = 0; i < 20; i++)
            {
                var report = TrackedCalls.Report(
                    random.Next(8) is 0 ? null : (VoiceCallState)random.Next(1, 13), isConfirmed: random.Next(10) is 0,
                    duration: random.Next(3) is 0 ? TimeSpan.FromSeconds(random.Next(60)) : null);
                var next = call.After(report, Now);
                Assert.Equal(next, next.After(report, Now + TimeSpan.FromSeconds(1)));
                if (next.State != call.State)
                {
                    Assert.Equal(report.State, next.State);
                    if (call.State.IsFinal())
                    {
                        corrections++;
                        Assert.True(report.IsConfirmed && next.State.IsFinal() && !call.IsConfirmed);
                    }
                    else
                    {
                        ends += next.State.IsFinal() ? 1 : 0;
                        Assert.True(next.State > call.State);
                    }
                }

                Assert.True(!call.IsConfirmed || next.IsConfirmed);
                Assert.True(!call.IsConfirmed || report.IsConfirmed || next == call);
                Assert.Equal(next.State is VoiceCallState.Answered, next.AnsweredAt is not null);
                call = next;
            }
        }

        // Both happened often, or this test would show nothing.
        Assert.All([ends, corrections], count => Assert.InRange(count, 300, int.MaxValue));
    }

    [Theory]
    [InlineData(-100, 0)]
    [InlineData(12, 12)]
    [InlineData(500, 30)]
    public void After_TimeOfTheAnswer_IsBetweenTheCallAndNow(int reported, int expected) => Assert.Equal(
        TrackedCalls.PlacedAt.AddSeconds(expected),
        TrackedCalls.Create(VoiceCallState.Ringing).After(
            TrackedCalls.Report(VoiceCallState.Answered, answeredAt: TrackedCalls.PlacedAt.AddSeconds(reported)), Now).AnsweredAt);

    [Fact]
    public void After_DurationAndCost_AreFilledInOnce()
    {
        var answered = TrackedCalls.Create(VoiceCallState.Ringing).After(TrackedCalls.Report(VoiceCallState.Answered), Now);
        Assert.Null(answered.Duration);

        var paid = answered.After(TrackedCalls.Report(VoiceCallState.Answered, duration: TimeSpan.FromSeconds(9), cost: 0.12m), Now);
        var more = paid.After(TrackedCalls.Report(VoiceCallState.Answered, duration: TimeSpan.FromSeconds(99), cost: 9), Now);

        Assert.Equal((TimeSpan.FromSeconds(9), 0.12m), (paid.Duration, paid.Cost));
        Assert.Equal(paid, more);
        Assert.Equal(answered.AnsweredAt, paid.AnsweredAt);
    }

    [Theory]
    [InlineData("13911281234", null, "app", true)]
    [InlineData("+8613911281234", null, null, true)]
    [InlineData("8613911281234", null, "app", true)]
    [InlineData("13911281235", null, "app", false)]
    [InlineData("1234", null, "app", false)]
    [InlineData("", null, "app", false)]
    [InlineData("13911281234", null, "other", false)]
    [InlineData("13911281234", null, "APP", false)]
    [InlineData(null, null, "app", false)]
    [InlineData(null, "1234", null, true)]
    [InlineData(null, "234", null, false)]
    [InlineData(null, "4321", null, false)]
    [InlineData(null, "13911281234", null, true)]
    [InlineData(null, "", null, false)]
    [InlineData("13911281234", "9999", null, false)]
    public void Fits_NumberAndApplication_MustBeTheCalls(string? number, string? ending, string? application, bool fits) => Assert.Equal(
        fits,
        TrackedCalls.Create(VoiceCallState.Accepted).Fits(new VoiceCallReport
        {
            RequestId = "request",
            State = VoiceCallState.Busy,
            Number = number,
            NumberEnding = ending,
            Application = application,
        }));

    [Theory]
    [InlineData("01085485069", null, true)]
    [InlineData(null, "01085485069", true)]
    [InlineData(null, "5069", true)]
    [InlineData(null, "0000", false)]
    public void Fits_Landline_IsKnownWithTheZeroOfItsAreaCode(string? number, string? ending, bool fits) => Assert.Equal(
        fits,
        (TrackedCalls.Create(VoiceCallState.Accepted) with { Number = "+861085485069" }).Fits(
            new VoiceCallReport { RequestId = "request", Number = number, NumberEnding = ending }));
}

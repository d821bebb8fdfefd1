using System.Net;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Attacks;

/// <summary>
/// The vendor refuses every call, so that each is given back: attempts are not, and bound what it is asked and what can be
/// guessed meanwhile.
/// </summary>
public sealed class RefusedCallsAttackTests : IDisposable
{
    private const string Number = "+8613911281234";
    private const int TriesPerCode = 5;

    /// <summary>Three attempts for each call of the rule <c>5 in 24h</c>.</summary>
    private const int StrangersAttemptsADay = 15;

    private readonly TestSite _site = new();

    public RefusedCallsAttackTests() =>
        _site.Sender.Failure = VoiceCallOutcome.Refused(VoiceCallFailure.Gateway, "Refused.");

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task RequestCall_OneAccountManyNumbers_AsksThirtyTimesADay()
    {
        var user = await _site.CreateStrangerAsync();

        var denials = await RingEveryMinuteAsync(i => (user, VoiceCodePurpose.ChangePhoneNumber(NumberOf(i))));

        // Ten calls a day, so thirty attempts; and none of them was a call.
        Assert.Equal(30, _site.Sender.Calls.Count);
        Assert.Equal(["user-attempts: 30 in 24h"], denials);
    }

    [Fact]
    public async Task RequestCall_ManyAccountsAtOneNumber_AskNineTimesAnHourAndFifteenADay()
    {
        var asked = new List<TimeSpan>();
        var begin = _site.Clock.GetUtcNow();
        _site.Sender.Sending = () => asked.Add(_site.Clock.GetUtcNow() - begin);

        var denials = await RingEveryMinuteAsync(async _ => (await _site.CreateStrangerAsync(), VoiceCodePurpose.ChangePhoneNumber(Number)));

        Assert.Equal(StrangersAttemptsADay, asked.Count);
        Assert.Equal(9, asked.Count(time => time < TimeSpan.FromHours(1)));
        Assert.Equal(["number-others-attempts: 15 in 24h", "number-others-attempts: 9 in 1h"], denials.Order());
    }

    [Fact]
    public async Task RequestCall_ManyAccountsManyNumbersAtOneAddress_AskThirtyTimesAnHour()
    {
        _site.BeginRequest(IPAddress.Parse("192.0.2.1"));
        for (var i = 0; i < 60; i++)
        {
            await _site.RingAsync(await _site.CreateStrangerAsync(), VoiceCodePurpose.ChangePhoneNumber(NumberOf(i)));
        }

        Assert.Equal(30, _site.Sender.Calls.Count);
    }

    [Theory]
    [InlineData(VoiceCodePurpose.LogIn, "user-log-in-attempts")]
    [InlineData("pay:order-17", "user-attempts")]
    public async Task RequestCall_OneOwner_AsksThirtyTimesADayForEachKindOfPurpose(string purpose, string limit)
    {
        var user = await _site.CreateUserAsync();

        var denials = await RingEveryMinuteAsync(_ => (user, purpose));

        Assert.Equal(30, _site.Sender.Calls.Count);
        Assert.Contains($"{limit}: 30 in 24h", denials);
    }

    [Theory]
    [InlineData(VoiceCodePurpose.LogIn, "number-log-in-attempts")]
    [InlineData("pay:order-17", "number-attempts")]
    public async Task RequestCall_ManyOwnersOfOneNumber_AskSixtyTimesADay(string purpose, string limit)
    {
        var denials = await RingEveryMinuteAsync(async _ => (await _site.CreateUserAsync(), purpose));

        Assert.Equal(60, _site.Sender.Calls.Count);
        Assert.Equal([$"{limit}: 60 in 24h"], denials);
    }

    [Fact]
    public async Task RequestCall_OwnersAttemptsAtOtherKindsAreUsedUp_LeaveTheLogIns()
    {
        var user = await _site.CreateUserAsync();
        await RingEveryMinuteAsync(_ => (user, "pay:order-17"));
        Assert.Equal(VoiceCodeReason.LimitReached, await _site.RingAsync(user, "pay:order-17"));
        _site.Sender.Failure = null;

        Assert.Equal(VoiceCodeReason.None, await _site.RingAsync(user));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Guess_CodesOfCallsThatAreBeingRefused_NoMoreThanAttemptsTimesTries(bool acceptsSome)
    {
        // Each stranger guesses at the code of his own call while the vendor is asked: the code waits only that long.
        var compared = 0;
        TestUser? stranger = null;
        var failure = _site.Sender.Failure;
        _site.Sender.Sending = () =>
        {
            _site.Sender.Failure = acceptsSome && _site.Sender.Calls.Count % 4 is 0 ? null : failure;
            using var session = _site.NewSession();
            for (var guess = 1; guess <= 2 * TriesPerCode; guess++)
            {
                var wrong = TestSite.Wrong(_site.Sender.LastCode, guess);
                compared += session.Codes.VerifyAsync(stranger!, VoiceCodePurpose.ChangePhoneNumber(Number), wrong)
                    .GetAwaiter().GetResult().Reason is VoiceCodeReason.WrongCode ? 1 : 0;
            }
        };

        await RingEveryMinuteAsync(async _ =>
            (stranger = await _site.CreateStrangerAsync(), VoiceCodePurpose.ChangePhoneNumber(Number)));

        Assert.InRange(compared, TriesPerCode * (acceptsSome ? 5 : StrangersAttemptsADay), StrangersAttemptsADay * TriesPerCode);
    }

    /// <summary>Asks every minute for most of a day, and says which limits denied.</summary>
    private Task<IReadOnlyCollection<string>> RingEveryMinuteAsync(Func<int, (TestUser User, string Purpose)> next) =>
        RingEveryMinuteAsync(i => Task.FromResult(next(i)));

    private async Task<IReadOnlyCollection<string>> RingEveryMinuteAsync(Func<int, Task<(TestUser User, string Purpose)>> next)
    {
        var denials = new HashSet<string>();
        for (var i = 0; i < 23 * 60; i++)
        {
            var (user, purpose) = await next(i);
            if ((await _site.Codes.RequestCallAsync(user, purpose)).DeniedBy is { } denial)
            {
                denials.Add(denial.ToString());
            }

            _site.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return denials;
    }

    /// <summary>Numbers of different prefixes.</summary>
    private static string NumberOf(int i) => $"+86139{i:D4}1235";
}

using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Limits;

public sealed class VoiceCodeLimitsTests
{
    private const string Number = "+8613911281234";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 4, 0, 0, TimeSpan.Zero);

    /// <summary>Settings in which every limit that can be off is on, whichever there are.</summary>
    internal static VoiceCodeOptions EveryLimit()
    {
        var options = new VoiceCodeOptions();
        foreach (var (group, property) in new object[] { options.Limits, options.Night }
            .SelectMany(group => group.GetType().GetProperties().Select(property => (group, property)))
            .Where(setting => setting.property.PropertyType == typeof(int?)))
        {
            property.SetValue(group, 1);
        }

        return options;
    }

    [Fact]
    public void ClaimsFor_OwnersLogIn_AreOfAllowancesThatNoOtherPurposeTakesFrom()
    {
        string[] logIn =
        [
            "cool-down user +8613911281234",
            "number-owner-log-in user",
            "user-log-in-attempts user",
            "client-address-log-in 192.0.2.1",
            "client-address-log-in-attempts 192.0.2.1",
            "number-cool-down +8613911281234 user",
            "number-log-in +8613911281234",
            "number-log-in-attempts +8613911281234",
        ];

        Assert.Equal(logIn, Claims(new VoiceCodeOptions(), VoiceCodePurposeKind.LogIn, isOwner: true));
        Assert.Equal(
            ["cool-down user +8613911281234", "number-cool-down +8613911281234 user"],
            logIn.Intersect(OtherKinds().SelectMany(call => Claims(new VoiceCodeOptions(), call.Kind, call.IsOwner))));

        static IEnumerable<(VoiceCodePurposeKind Kind, bool IsOwner)> OtherKinds() =>
            Enum.GetValues<VoiceCodePurposeKind>().SelectMany(kind => new[] { (kind, true), (kind, false) })
                .Except([(VoiceCodePurposeKind.LogIn, true)]);
    }

    [Theory]
    [InlineData(VoiceCodePurposeKind.ChangePhoneNumber)]
    [InlineData(VoiceCodePurposeKind.ResetPassword)]
    [InlineData(VoiceCodePurposeKind.Other)]
    public void ClaimsFor_OwnerAtAnotherPurpose_TakeFromHisOwnPoolAndNotFromTheStrangers(VoiceCodePurposeKind kind) => Assert.Equal(
        [
            "cool-down user +8613911281234",
            "number-owner user",
            "user user",
            "user-attempts user",
            "client-address 192.0.2.1",
            "client-address-attempts 192.0.2.1",
            "number-cool-down +8613911281234 user",
            "number +8613911281234",
            "number-attempts +8613911281234",
        ],
        Claims(new VoiceCodeOptions(), kind, isOwner: true));

    [Fact]
    public void ClaimsFor_Others_TakeFromTheirPoolAndFromThePrefix() => Assert.Equal(
        [
            "cool-down user +8613911281234",
            "user user",
            "user-attempts user",
            "user-numbers user +8613911281234",
            "client-address 192.0.2.1",
            "client-address-attempts 192.0.2.1",
            "number-prefix +861391128",
            "number-cool-down +8613911281234 user",
            "number +8613911281234",
            "number-others +8613911281234",
            "number-others-attempts +8613911281234",
        ],
        Claims(new VoiceCodeOptions(), VoiceCodePurposeKind.ChangePhoneNumber, isOwner: false));

    [Fact]
    public void ClaimsFor_Budget_TakesFromTheApplication() => Assert.Contains(
        "application ", Claims(new VoiceCodeOptions { Limits = { DailyBudget = 5 } }, VoiceCodePurposeKind.LogIn, isOwner: true));

    [Fact]
    public void ClaimsFor_EveryCall_TakesFromItsUserItsNumberItsClientAndTheApplication() => Assert.All(
        from kind in Enum.GetValues<VoiceCodePurposeKind>() from isOwner in new[] { true, false } select (kind, isOwner),
        call => Assert.Superset(
            new HashSet<AllowanceSubject>
            {
                AllowanceSubject.User, AllowanceSubject.Number, AllowanceSubject.ClientAddress, AllowanceSubject.Application,
            },
            new VoiceCodeLimits(EveryLimit()).ClaimsFor(Number, call.kind, call.isOwner, "192.0.2.1", Noon).ToArray()
                .Select(claim => claim.Allowance.Per).ToHashSet()));

    [Theory]
    [InlineData(VoiceCodePurposeKind.LogIn, true)]
    [InlineData(VoiceCodePurposeKind.ResetPassword, true)]
    [InlineData(VoiceCodePurposeKind.ChangePhoneNumber, false)]
    public void ClaimsFor_NoRequest_LeavesTheAddressOut(VoiceCodePurposeKind kind, bool isOwner)
    {
        var options = new VoiceCodeOptions();

        Assert.Equal(
            Claims(options, kind, isOwner).Where(claim => !claim.StartsWith("client-address", StringComparison.Ordinal)),
            Claims(options, kind, isOwner, client: null));
    }

    [Fact]
    public void ClaimsFor_NoCoolDown_WaitForNothingButCounts()
    {
        var limits = new VoiceCodeLimits(new VoiceCodeOptions { Limits = { CoolDown = TimeSpan.Zero } });

        Assert.DoesNotContain(limits.Allowances, allowance => allowance.Name.Contains("cool-down", StringComparison.Ordinal));
        Assert.Equal("3 in 10m, 5 in 1h, 10 in 24h", RulesOf(limits, "number-owner-log-in"));
        Assert.Equal("3 in 1h, 5 in 24h", RulesOf(limits, "number-others"));
    }

    [Theory]
    [InlineData("cool-down", "1 in 1m")]
    [InlineData("number-cool-down", "1 in 1m")]
    [InlineData("number-owner-log-in", "2 in 3m, 3 in 8m, 3 in 10m, 5 in 1h, 10 in 24h")]
    [InlineData("number-owner", "2 in 3m, 3 in 8m, 3 in 10m, 5 in 1h, 10 in 24h")]
    [InlineData("number-others", "2 in 3m, 3 in 8m, 3 in 1h, 5 in 24h")]
    [InlineData("number-log-in", "20 in 24h")]
    [InlineData("number", "20 in 24h")]
    [InlineData("user-log-in-attempts", "9 in 10m, 15 in 1h, 30 in 24h")]
    [InlineData("user-attempts", "30 in 24h")]
    [InlineData("client-address-log-in-attempts", "30 in 1h")]
    [InlineData("client-address-attempts", "30 in 1h")]
    [InlineData("number-others-attempts", "9 in 1h, 15 in 24h")]
    [InlineData("number-log-in-attempts", "60 in 24h")]
    [InlineData("number-attempts", "60 in 24h")]
    public void Allowances_Default_HaveTheseRules(string name, string rules) =>
        Assert.Equal(rules, RulesOf(new VoiceCodeLimits(new VoiceCodeOptions()), name));

    [Fact]
    public void Allowances_Attempts_AreThreeACallUpToAHundred()
    {
        var limits = new VoiceCodeLimits(new VoiceCodeOptions { Limits = { User = AllowanceRules.Parse("33 in 1h, 40 in 2h, 100 in 24h pause 1h") } });

        Assert.Equal("99 in 1h, 100 in 2h, 100 in 24h pause 1h", RulesOf(limits, "user-attempts"));
    }

    [Fact]
    public void Allowances_WhatTheyCount_IsSaidByTheirNames()
    {
        var limits = new VoiceCodeLimits(EveryLimit());

        Assert.Distinct(limits.Allowances.Select(allowance => allowance.Name));
        Assert.All(limits.Allowances, allowance =>
        {
            Assert.Equal(allowance.Name.EndsWith("-attempts", StringComparison.Ordinal), allowance.CountsAttempts);
            Assert.Equal(allowance.Name is "cool-down", allowance.EndsOnSuccess);
            Assert.Equal(
                allowance.Name switch
                {
                    "cool-down" => AllowanceCounting.CallsToEachItem,
                    "number-cool-down" or "user-numbers" => AllowanceCounting.DifferentItems,
                    _ => AllowanceCounting.Calls,
                },
                allowance.Counting);
        });
    }

    [Fact]
    public void GuessesAt_PurposesThatAnybodyMayAskFor_LapseAndAtNoOther()
    {
        var limits = new VoiceCodeLimits(new VoiceCodeOptions());

        Assert.Equal(
            [null, TimeSpan.FromDays(90), null, null, TimeSpan.FromDays(30)],
            Enum.GetValues<VoiceCodePurposeKind>().Select(kind => limits.WrongCodesFor(kind).ForgetAfter));
    }

    [Theory]
    [InlineData("13:59:59", false, 0)]
    [InlineData("14:00:00", true, 600)]
    [InlineData("23:59:00", true, 1)]
    [InlineData("00:00:00", false, 0)]
    public void ClaimsFor_StrictPresetAtNight_TakesFromTheNightUntilItEnds(string utc, bool night, int minutesLeft)
    {
        var limits = new VoiceCodeLimits(new VoiceCodeOptions { Limits = { Preset = LimitPreset.MainlandChinaStrict } });
        var now = new DateTimeOffset(Noon.Date + TimeSpan.Parse(utc), TimeSpan.Zero);

        AssertNight("number-owner-log-in-night", VoiceCodePurposeKind.LogIn, isOwner: true);
        AssertNight("number-owner-night", VoiceCodePurposeKind.ResetPassword, isOwner: true);
        AssertNight("number-others-night", VoiceCodePurposeKind.ChangePhoneNumber, isOwner: false);

        void AssertNight(string name, VoiceCodePurposeKind kind, bool isOwner)
        {
            var claims = limits.ClaimsFor(Number, kind, isOwner, client: null, now).ToArray();
            var claim = claims.SingleOrDefault(claim => claim.Allowance.Name.EndsWith("-night", StringComparison.Ordinal));
            Assert.Equal(night ? name : null, claim.Allowance?.Name);
            Assert.Equal(TimeSpan.FromMinutes(minutesLeft), claim.EndsIn);
        }
    }

    [Fact]
    public void Defaults_EveryOne_IsTheDocumentedOne()
    {
        var ordinary = LimitDefaults.Of(LimitPreset.Default);
        var strict = LimitDefaults.Of(LimitPreset.MainlandChinaStrict);

        Assert.Equal("3 in 10m, 5 in 1h, 10 in 24h", ordinary.NumberOwner.ToString());
        Assert.Equal("3 in 1h, 5 in 24h", ordinary.NumberOthers.ToString());
        Assert.Equal("20 in 24h", ordinary.Number.ToString());
        Assert.Null(ordinary.NumberAtNight);
        Assert.Equal("2 in 10m, 3 in 24h", strict.NumberOwner.ToString());
        Assert.Equal("2 in 10m, 3 in 24h", strict.NumberOthers.ToString());
        Assert.Equal("6 in 24h", strict.Number.ToString());
        Assert.Equal(1, strict.NumberAtNight);
        Assert.Equal("10 in 24h", LimitDefaults.User.ToString());
        Assert.Equal("3 in 24h", LimitDefaults.UserNumbers.ToString());
        Assert.Equal("10 in 1h", LimitDefaults.Prefix.ToString());
        Assert.Equal("10 in 1h", LimitDefaults.ClientAddress.ToString());
        Assert.Equal("10 in 1h pause 10m, 20 in 24h, 60 in 30d", LimitDefaults.WrongCodes.ToString());
        Assert.Equal([50, 20, 20, 10, 60], LimitDefaults.MaxConsecutiveWrong);
    }

    private static string RulesOf(VoiceCodeLimits limits, string name) =>
        string.Join(", ", limits.Allowances.Single(allowance => allowance.Name == name).Rules);

    /// <summary>Name, subject and item of every claim, in order.</summary>
    private static IEnumerable<string> Claims(
        VoiceCodeOptions options, VoiceCodePurposeKind kind, bool isOwner, string? client = "192.0.2.1") =>
        new VoiceCodeLimits(options).ClaimsFor(Number, kind, isOwner, client, Noon).ToArray()
            .Select(claim => $"{claim.Allowance.Name} {claim.Subject ?? "user"}{ItemOf(claim)}");

    private static string ItemOf(AllowanceClaim claim) =>
        claim.Allowance.Counting is AllowanceCounting.Calls ? "" : $" {claim.Item ?? "user"}";
}

using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Tests;

public sealed partial class VoiceCodeErrorDescriberTests
{
    private static readonly VoiceCodeErrorDescriber Describer = new();

    public static TheoryData<string> Languages => new("en", "zh-CN");

    [Fact]
    public void Resources_BothLanguages_HaveTheSameSentencesWithTheSamePlaces()
    {
        var (english, chinese) = (Sentences(CultureInfo.InvariantCulture), Sentences(CultureInfo.GetCultureInfo("zh-Hans")));

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), chinese.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, sentence => Assert.Equal(Places(sentence.Value), Places(chinese[sentence.Key])));

        static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Describe_EachValue_HasASentence(string language)
    {
        TimeSpan?[] waits = [null, TimeSpan.FromSeconds(27)];
        var reasons = Enum.GetValues<VoiceCodeReason>().Append((VoiceCodeReason)99).ToList();
        var sentences = In(language, () => (List<string>)
        [
            .. from reason in reasons
               from wait in waits
               from left in (int?[])[null, 0, 1, 4]
               select Describer.Describe(new VoiceCodeVerification { Reason = reason, RetryAfter = wait, TriesLeft = left }),
            .. from reason in reasons
               from wait in waits
               from number in (string?[])[null, "139****1234", "+44****0958"]
               from expiry in (DateTimeOffset?[])[null, DateTimeOffset.UnixEpoch]
               select Describer.Describe(
                   new VoiceCallResult { Reason = reason, RetryAfter = wait, MaskedNumber = number, ExpiresAt = expiry }),
            .. from state in Enum.GetValues<VoiceCallState>().Append((VoiceCallState)99)
               select Describer.Describe(new VoiceCallStatus { State = state, IsOver = false, CanCallAgain = true }),
            .. Enum.GetValues<PhoneNumberError>().Select(Describer.InvalidPhoneNumber),
        ]);

        var end = language is "en" ? "." : "。";
        Assert.All(sentences, sentence => Assert.EndsWith(end, sentence, StringComparison.Ordinal));
        Assert.All(sentences, sentence => Assert.DoesNotMatch("[{}]", sentence));
        Assert.Equal(language is "zh-CN", sentences.TrueForAll(sentence => HanLetter().IsMatch(sentence)));
    }

    [Theory]
    [InlineData("zh-SG", "验证码错误，还可尝试 4 次。")]
    [InlineData("zh-Hans", "验证码错误，还可尝试 4 次。")]
    [InlineData("zh", "验证码错误，还可尝试 4 次。")]
    [InlineData("zh-TW", "That code isn't right. 4 tries left.")]
    [InlineData("zh-HK", "That code isn't right. 4 tries left.")]
    [InlineData("zh-Hant", "That code isn't right. 4 tries left.")]
    [InlineData("de-DE", "That code isn't right. 4 tries left.")]
    public void Describe_Culture_SimplifiedReadersGetChineseAndAllOthersEnglish(string culture, string sentence) => Assert.Equal(
        sentence, In(culture, () => Describer.Describe(new VoiceCodeVerification { Reason = VoiceCodeReason.WrongCode, TriesLeft = 4 })));

    [Theory]
    [InlineData(0.2, "1 s", "1 秒")]
    [InlineData(27, "27 s", "27 秒")]
    [InlineData(119.1, "120 s", "120 秒")]
    [InlineData(120, "2 minutes", "2 分钟")]
    [InlineData(121, "3 minutes", "3 分钟")]
    [InlineData(7199, "120 minutes", "120 分钟")]
    [InlineData(7201, "3 hours", "3 小时")]
    [InlineData(90_000, "25 hours", "25 小时")]
    public void Describe_Wait_IsNeverShorterThanItIs(double seconds, string english, string chinese)
    {
        var locked = new VoiceCallResult { Reason = VoiceCodeReason.LockedOut, RetryAfter = TimeSpan.FromSeconds(seconds) };

        Assert.Equal($"Too many wrong codes. Try again in {english}.", In("en", () => Describer.Describe(locked)));
        Assert.Equal($"错误次数过多，请 {chinese}后再试。", In("zh-CN", () => Describer.Describe(locked)));
    }

    [Fact]
    public async Task Describe_CallsOfAManager_SayWhatHappenedAndWhatToDo()
    {
        using var site = new TestSite(options => options.Limits.NumberOwner = AllowanceRules.Parse("2 in 10m"));
        var user = await site.CreateUserAsync();

        var first = await AskAsync();
        var soon = await AskAsync();
        site.Clock.Advance(TimeSpan.FromSeconds(61));
        var again = await AskAsync();
        site.Clock.Advance(TimeSpan.FromSeconds(304));
        var last = await AskAsync();

        Assert.Equal("We're calling 139****1234. Answer and type the 6 digits.", first);
        Assert.Equal("We've called you already. The code from that call is still valid. Next call in 60 s.", soon);
        Assert.Equal("We're calling again. The code is the same.", again);
        Assert.Equal("No more calls for now. Try again in 4 minutes.", last);

        async Task<string> AskAsync()
        {
            var call = await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn, TestContext.Current.CancellationToken);
            return In("en", () => Describer.Describe(call));
        }
    }

    [Fact]
    public async Task Describe_CoolDownOfANumberWithoutACode_IsAPauseAndNoQuota()
    {
        using var site = new TestSite();
        await site.CallAsync(await site.CreateStrangerAsync(), VoiceCodePurpose.ChangePhoneNumber("+8613911281234"));

        var other = await site.Codes.RequestCallAsync(
            await site.CreateStrangerAsync(), VoiceCodePurpose.ChangePhoneNumber("+8613911281234"), TestContext.Current.CancellationToken);

        Assert.Equal("We called this number a moment ago. Next call in 60 s.", In("en", () => Describer.Describe(other)));
    }

    [Fact]
    public void Describe_RefusedByIdentity_SaysWhatIdentitySays() => Assert.Equal("Too short. Too plain.", Describer.Describe(
        new VoiceCodeVerification
        {
            Reason = VoiceCodeReason.Refused,
            Errors = [new IdentityError { Description = "Too short." }, new IdentityError { Description = "Too plain." }],
        }));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AddYtxVoiceTokenProvider_OwnDescriber_WinsBeforeAndAfter(bool before)
    {
        var services = new ServiceCollection();
        if (before)
        {
            services.AddScoped<VoiceCodeErrorDescriber, OwnDescriber>();
        }

        services.AddIdentityCore<TestUser>().AddYtxVoiceTokenProvider();
        if (!before)
        {
            services.AddScoped<VoiceCodeErrorDescriber, OwnDescriber>();
        }

        using var provider = services.BuildServiceProvider();
        using var scope = provider.CreateScope();
        var describer = scope.ServiceProvider.GetRequiredService<VoiceCodeErrorDescriber>();

        Assert.Equal("Ours.", describer.InvalidPhoneNumber(PhoneNumberError.Empty));
        // What the ordinary one says by it, is said by the replacement too.
        Assert.Equal("Ours.", describer.Describe(new VoiceCallResult { Reason = VoiceCodeReason.InvalidPhoneNumber }));
        Assert.NotEqual("Ours.", describer.Describe(new VoiceCodeVerification { Reason = VoiceCodeReason.NoLiveCode }));
    }

    [Fact]
    public void AddYtxVoiceTokenProvider_NoDescriber_HasTheOrdinaryOne()
    {
        using var site = new TestSite();

        Assert.Equal(typeof(VoiceCodeErrorDescriber), site.Services.GetRequiredService<VoiceCodeErrorDescriber>().GetType());
    }

    private static T In<T>(string culture, Func<T> say)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            return say();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static Dictionary<string, string> Sentences(CultureInfo language) => new ResourceManager(typeof(VoiceCodeErrorDescriber))
        .GetResourceSet(language, createIfNotExists: true, tryParents: false)!
        .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex HanLetter();

    private sealed class OwnDescriber : VoiceCodeErrorDescriber
    {
        public override string InvalidPhoneNumber(PhoneNumberError error) => "Ours.";
    }
}

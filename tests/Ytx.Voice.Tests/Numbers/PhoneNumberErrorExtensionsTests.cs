using System.Collections;
using System.Globalization;
using System.Resources;

namespace Ytx.Voice.Tests.Numbers;

public sealed class PhoneNumberErrorExtensionsTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-Hans");

    [Fact]
    public void Describe_EachError_HasASentenceOfItsOwnInBothLanguages()
    {
        var errors = Enum.GetValues<PhoneNumberError>();
        var english = errors.Select(error => error.Describe(English)).ToList();
        var chinese = errors.Select(error => error.Describe(Chinese)).ToList();

        Assert.Equal(errors.Length * 2, english.Concat(chinese).Distinct().Count());
        Assert.All(english, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
        Assert.All(chinese, sentence => Assert.EndsWith("。", sentence, StringComparison.Ordinal));
        Assert.Equal(PhoneNumberError.NotInUse.Describe(English), ((PhoneNumberError)99).Describe(English));
    }

    [Theory]
    [InlineData("zh-CN", "请输入手机号或固定电话。")]
    [InlineData("zh-SG", "请输入手机号或固定电话。")]
    [InlineData("zh-Hans", "请输入手机号或固定电话。")]
    [InlineData("zh", "请输入手机号或固定电话。")]
    [InlineData("zh-TW", "Enter a phone number.")]
    [InlineData("zh-HK", "Enter a phone number.")]
    [InlineData("zh-MO", "Enter a phone number.")]
    [InlineData("zh-Hant", "Enter a phone number.")]
    [InlineData("en-GB", "Enter a phone number.")]
    [InlineData("fr", "Enter a phone number.")]
    [InlineData("", "Enter a phone number.")]
    public void Describe_Culture_SimplifiedReadersGetChineseAndAllOthersEnglish(string culture, string sentence) =>
        Assert.Equal(sentence, PhoneNumberError.Empty.Describe(CultureInfo.GetCultureInfo(culture)));

    [Fact]
    public void Parse_NoNumber_SaysWhyInTheLanguageOfTheRequest()
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
        try
        {
            Assert.Equal("请输入手机号或固定电话。", Assert.Throws<FormatException>(() => PhoneNumber.Parse("")).Message);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void Resources_BothLanguages_AreTheErrorsAndNoMore()
    {
        var resources = new ResourceManager(typeof(PhoneNumberErrorExtensions));

        Assert.All([CultureInfo.InvariantCulture, Chinese], language => Assert.Equal(
            Enum.GetNames<PhoneNumberError>().Order(StringComparer.Ordinal),
            resources.GetResourceSet(language, createIfNotExists: true, tryParents: false)!
                .Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Order(StringComparer.Ordinal)));
    }
}

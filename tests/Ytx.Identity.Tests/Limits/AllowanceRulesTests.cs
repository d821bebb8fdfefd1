using System.ComponentModel;
using Ytx.Identity.Limits;

namespace Ytx.Identity.Tests.Limits;

public sealed class AllowanceRulesTests
{
    [Theory]
    [InlineData("3 in 10m", "3 in 10m")]
    [InlineData(" 3  in 10m ,5 in 1h,  10 in 24h", "3 in 10m, 5 in 1h, 10 in 24h")]
    [InlineData("10 in 60m pause 600s, 20 in 1d", "10 in 1h pause 10m, 20 in 24h")]
    [InlineData("1 in 90s", "1 in 90s")]
    [InlineData("7 in 31d", "7 in 31d")]
    public void Parse_Rules_AreReadAndWrittenAgain(string text, string expected)
    {
        var rules = AllowanceRules.Parse(text);

        Assert.Equal(expected, rules.ToString());
        Assert.Equal(rules, AllowanceRules.Parse(rules.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("3 in 10")]
    [InlineData("3 in 10x")]
    [InlineData("-3 in 10m")]
    [InlineData("3 in 10m,")]
    [InlineData("3 in 99999999999m")]
    [InlineData("\uFF13 in 10m")]
    public void Parse_AnythingElse_SaysHowToWriteIt(string text)
    {
        var exception = Assert.Throws<FormatException>(() => AllowanceRules.Parse(text));

        Assert.Contains("3 in 10m", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TypeConverter_Configuration_UsesIt() => Assert.Equal(
        AllowanceRules.Parse("3 in 10m"),
        TypeDescriptor.GetConverter(typeof(AllowanceRules)).ConvertFrom("3 in 10m"));
}

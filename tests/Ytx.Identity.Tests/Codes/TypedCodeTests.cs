using System.Globalization;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Codes;

public sealed class TypedCodeTests
{
    [Theory]
    [InlineData("123456")]
    [InlineData(" 123456 ")]
    [InlineData("123 456")]
    [InlineData("123-456")]
    [InlineData("12\u201334\u201456")]
    [InlineData("123456\r\n")]
    [InlineData("\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16")]
    [InlineData("\u0661\u0662\u0663\u0664\u0665\u0666")]
    [InlineData("1\u00A02\u30003 4\t56")]
    [InlineData("\U0001D7CF23456")]
    [InlineData("12345\u200B6")]
    [InlineData("\u202E123456")]
    [InlineData("\uFEFF123456\u200E")]
    [InlineData("\u2066123\u00AD456\u2069")]
    [InlineData("123456.")]
    [InlineData("1234.56")]
    [InlineData("\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\u3002")]
    [InlineData("123\u00B7456")]
    [InlineData("123\u2022456")]
    [InlineData("123\u2212456")]
    [InlineData("(123456)")]
    public void TryRead_MeantAsTheCode_IsRead(string text) => Assert.Equal("123456", Read(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("      ")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("+123456")]
    [InlineData("tel:123456")]
    [InlineData("123,456")]
    [InlineData("123456\u200B7")]
    [InlineData("12345\0")]
    [InlineData("null")]
    [InlineData("\u4e00\u4e8c\u4e09\u56db\u4e94\u516d")]
    [InlineData("\u00B9\u00B2\u00B3456")]
    [InlineData("\U0001F600123456")]
    [InlineData("12345\uD835")]
    public void TryRead_AnythingElse_IsNoCode(string? text) => Assert.Null(Read(text));

    [Fact]
    public void TryRead_LongerThanAnyCode_IsNotEvenLookedAt() =>
        Assert.Null(Read(new string(' ', TypedCode.MaxTextLength) + "123456"));

    [Fact]
    public void TryRead_AnyCharacterWithinACode_IsForgivenAsWithinAPhoneNumber()
    {
        var forgiven = 0;
        for (var c = char.MinValue; c < char.MaxValue; c++)
        {
            var isRead = Read($"123{c}456") is not null;
            forgiven += isRead ? 1 : 0;

            Assert.True(
                isRead == PhoneNumber.TryParse($"139{c}11281234", out _, out _),
                string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}: a code {(isRead ? "may" : "may not")} have it"));
        }

        Assert.InRange(forgiven, 80, 200);
    }

    private static string? Read(string? text)
    {
        Span<char> digits = stackalloc char[6];
        return TypedCode.TryRead(text, digits) ? digits.ToString() : null;
    }
}
